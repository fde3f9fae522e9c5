package dev.slipway.vsphere;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream on a thread of its own, a few blocks ahead, so that hashing and decompressing what
 * is read do not keep the network waiting. It holds a fixed number of blocks, however long the
 * stream is.
 */
final class ReadAhead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 256 * 1024;

  private final InputStream source;
  private final Thread reader;
  private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);

  /** Begins to read; the stream is closed by the thread that reads it. */
  ReadAhead(InputStream source) {
    this.source = source;
    for (int i = 0; i < BLOCKS; i++) {
      empty.add(new Block(new byte[BLOCK_BYTES]));
    }
    reader = Thread.ofPlatform().daemon().name("slipway-read-ahead").start(this::read);
  }

  /**
   * The next bytes, to be given back with {@link #release}; null at the end.
   *
   * @throws IOException and unchecked exceptions as the stream threw them, after all that was read
   *     before
   */
  @Nullable Block next() throws IOException, InterruptedException {
    Block block = full.take();
    if (block.failure instanceof IOException unreadable) {
      throw unreadable;
    }
    if (block.failure instanceof RuntimeException refused) {
      throw refused;
    }
    return block.length < 0 ? null : block;
  }

  /** Lets a block be filled anew. */
  void release(Block block) {
    empty.add(block);
  }

  private void read() {
    try (source) {
      int length;
      do {
        Block block = empty.take();
        fill(block);
        length = block.length;
        full.add(block);
      } while (length >= 0);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (IOException notClosed) {
      LOG.debug("cannot close what was read: {}", notClosed.getMessage());
    }
  }

  private void fill(Block block) {
    try {
      int count = source.readNBytes(block.bytes, 0, BLOCK_BYTES);
      block.length = count == 0 ? -1 : count;
    } catch (IOException | RuntimeException failure) {
      block.failure = failure;
      block.length = -1;
    }
  }

  /** Lets the thread end, without waiting for it. */
  @Override
  public void close() {
    reader.interrupt();
  }

  /** Some bytes of the stream. */
  static final class Block {
    private final byte[] bytes;
    private int length;
    private @Nullable Exception failure;

    private Block(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    /** How many of them count. */
    int length() {
      return length;
    }
  }
}
