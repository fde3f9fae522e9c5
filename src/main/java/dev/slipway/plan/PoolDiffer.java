package dev.slipway.plan;

import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.ObservedWorld;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares the resource pool that may be made. */
final class PoolDiffer {
  private PoolDiffer() {}

  static Change diff(PoolSpec pool, ObservedWorld world) {
    Optional<ObservedPool> observed = world.pool().found();
    List<AttributeChange> settings =
        ClusterDiffer.compare(observed.map(ObservedPool::settings), pool.settings());
    return observed.isPresent()
        ? Change.inPlace(pool.address(), settings)
        : Change.create(
            pool.address(),
            Stream.concat(
                    Stream.of(AttributeChange.created("cluster", Attribute.text(pool.cluster()))),
                    settings.stream())
                .toList());
  }
}
