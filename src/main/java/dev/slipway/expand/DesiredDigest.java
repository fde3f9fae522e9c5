package dev.slipway.expand;

import dev.slipway.model.Desired;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Sha256;
import dev.slipway.model.VmSource;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The digest of what is desired. Records are written by their components: their own {@code
 * toString} makes classes at run time, which took a tenth of a whole {@code validate}.
 */
final class DesiredDigest {
  private DesiredDigest() {}

  /** SHA-256 of resources, wherever their packages lie. */
  static String of(List<Desired> resources) {
    StringBuilder text = new StringBuilder();
    resources.forEach(resource -> write(wherever(resource), text));
    return Sha256.of(text.toString());
  }

  /** The resource without the folder that its package lies in. */
  private static Desired wherever(Desired resource) {
    return switch (resource) {
      case Desired.ItemSpec(PackageUpload upload) ->
          new Desired.ItemSpec(upload.at(name(upload.file())));
      case Desired.VmSpec vm when vm.from() instanceof VmSource.PackageFile file ->
          vm.from(file.at(name(file.file())));
      case Desired.VmSpec vm
          when vm.from() instanceof VmSource.UploadedItem(var upload, var rest) ->
          vm.from(new VmSource.UploadedItem(upload.at(name(upload.file())), rest));
      case Desired other -> other;
    };
  }

  private static Path name(Path file) {
    return Path.of(String.valueOf(file.getFileName()));
  }

  private static void write(@Nullable Object value, StringBuilder text) {
    if (value instanceof Record written) {
      text.append(name(written)).append('[');
      for (RecordComponent component : written.getClass().getRecordComponents()) {
        text.append(component.getName()).append('=');
        write(read(component, written), text);
      }
      text.append(']');
    } else if (value instanceof Collection<?> several) {
      text.append('[');
      several.forEach(each -> write(each, text));
      text.append(']');
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      map.forEach((key, each) -> {
        write(key, text);
        write(each, text);
      });
      text.append('}');
    } else {
      text.append(value).append(',');
    }
  }

  /** The digests of saved plans hold the name that the specification of a sequence had at first. */
  private static String name(Record written) {
    return written instanceof Desired.NodeSequenceSpec
        ? "MembershipSpec"
        : written.getClass().getSimpleName();
  }

  private static @Nullable Object read(RecordComponent component, Record from) {
    try {
      return component.getAccessor().invoke(from);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
