package io.thalweg.cli.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.flink.api.common.JobID;

/**
 * What makes processes one cluster: who shares both learns the same pipeline together. Immutable.
 *
 * @param zookeeper its address, {@code host:port}
 * @param name under which the JobManagers keep there what a successor needs
 */
public record ClusterIdentity(String zookeeper, String name) {
  /** The same for each JobManager of the cluster, so that a successor finds the job. */
  JobID job() {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
      return new JobID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
