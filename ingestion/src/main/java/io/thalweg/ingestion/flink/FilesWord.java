package io.thalweg.ingestion.flink;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * What readers of files and whoever coordinates them say to each other. A reader that has failed
 * and comes again says it anew, wherever the coordinator has got to in the meantime.
 */
enum FilesWord implements SourceEvent {
  /** A reader's: it has no row left, or never had one. */
  NOTHING_LEFT,

  /** The coordinator's: nobody needs to wait for rows of files. */
  ALL_READ
}
