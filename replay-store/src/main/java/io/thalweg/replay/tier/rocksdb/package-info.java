/** The durable tier: all rows and the table's state in one RocksDB, snapshot by hard links. */
@NullMarked
package io.thalweg.replay.tier.rocksdb;

import org.jspecify.annotations.NullMarked;
