package io.thalweg.replay;

import io.thalweg.replay.tier.WarmTier;
import io.thalweg.replay.tier.cold.LocalSegmentFiles;
import io.thalweg.replay.tier.cold.SegmentFiles;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import io.thalweg.replay.tier.rocksdb.WarmOptions;
import java.io.IOException;
import java.nio.file.Path;

/** What the tiers of a table are stored with. Thread-safe. */
interface Storage {
  /** RocksDB, and files of the local disk. */
  Storage LOCAL =
      new Storage() {
        @Override
        public WarmTier openWarm(Path directory, WarmOptions options) {
          return RocksDbTier.open(directory, options);
        }

        @Override
        public SegmentFiles openCold(Path directory) throws IOException {
          return new LocalSegmentFiles(directory);
        }
      };

  /** The caller closes it. */
  WarmTier openWarm(Path directory, WarmOptions options);

  /** The caller closes them. */
  SegmentFiles openCold(Path directory) throws IOException;
}
