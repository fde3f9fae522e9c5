package dev.slipway.vsphere;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import java.time.Instant;
import java.util.Optional;

/** What the attribute of a lock's folder says: JSON that an administrator can read too. */
@JsonIgnoreProperties(ignoreUnknown = true)
record LockRecord(String name, LockHolder holder, Instant since, Instant until) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  LockRecord {
    var unused = new LockName(name);
  }

  String write() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty for what is no such record. */
  static Optional<LockRecord> read(String text) {
    try {
      return Optional.ofNullable(MAPPER.readValue(text, LockRecord.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  LockName lockName() {
    return new LockName(name);
  }

  HeldLock held(String reference, Instant seen) {
    return new HeldLock(lockName(), reference, holder, since, until, seen);
  }
}
