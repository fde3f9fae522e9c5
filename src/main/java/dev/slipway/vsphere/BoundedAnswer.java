package dev.slipway.vsphere;

import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An answer of a size that a healthy server gives, as it is after it was inflated: some kilobytes
 * that are compressed can claim the memory and the time for gigabytes.
 */
final class BoundedAnswer extends FilterInputStream {
  /** Far above what any call of ours asks for: a name of each of 20,000 VMs is 2 MiB of XML. */
  static final long MOST = 64L << 20;

  private long read;

  BoundedAnswer(InputStream stream) {
    super(stream);
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    count(count);
    return count;
  }

  private void count(int more) throws BadAnswerException {
    read += Math.max(more, 0);
    if (read > MOST) {
      throw new BadAnswerException(Kind.BROKEN, "it is larger than " + (MOST >> 20) + " MiB", null);
    }
  }
}
