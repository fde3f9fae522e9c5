package dev.slipway.port;

/** Hears of the bytes of an upload, from the uploading thread; must return quickly. */
@FunctionalInterface
public interface TransferListener {
  /**
   * Tells how far the upload is.
   *
   * @param sent bytes sent so far, over all files
   * @param total bytes to send in all
   */
  void transferred(long sent, long total);
}
