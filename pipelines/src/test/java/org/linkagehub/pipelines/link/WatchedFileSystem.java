package org.linkagehub.pipelines.link;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk, on which a test watches what is written, and can make it fail. */
public final class WatchedFileSystem extends LocalFileSystem {
  private static final String IMPLEMENTATION = "fs.file.impl";
  private static final String UNCACHED = "fs.file.impl.disable.cache";

  private static volatile Watch watch = (file, bytes) -> {};

  /** What is told of each file: that it is opened (0 bytes), and each piece that is written. */
  interface Watch {
    /** Before that many bytes are written; what it throws is what the disk answers. */
    void writing(Path file, long bytes) throws IOException;
  }

  public WatchedFileSystem() {
    super(new Raw());
  }

  /** While the work is done, all that is written is told. */
  static void during(Configuration hadoop, Watch by, Runnable work) {
    watch = by;
    hadoop.set(IMPLEMENTATION, WatchedFileSystem.class.getName());
    hadoop.set(UNCACHED, "true");
    try {
      work.run();
    } finally {
      hadoop.unset(IMPLEMENTATION);
      hadoop.unset(UNCACHED);
      watch = (file, bytes) -> {};
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    private static FSDataOutputStream watched(Path file, FSDataOutputStream out)
        throws IOException {
      watch.writing(file, 0);
      return new FSDataOutputStream(new Watched(file, out), null);
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return watched(file, super.create(file, overwrite, buffer, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return watched(
          file,
          super.create(file, permission, overwrite, buffer, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream createNonRecursive(
        Path file,
        FsPermission permission,
        EnumSet<CreateFlag> flags,
        int buffer,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return watched(
          file,
          super.createNonRecursive(
              file, permission, flags, buffer, replication, blockSize, progress));
    }
  }

  private static final class Watched extends OutputStream {
    private final Path file;
    private final OutputStream out;

    Watched(Path file, OutputStream out) {
      this.file = file;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      watch.writing(file, 1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      watch.writing(file, length);
      out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
