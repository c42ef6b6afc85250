package io.thalweg.collective.round;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.transport.Transports;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A member in a process of its own, which learns one example every few milliseconds and prints each
 * new base, until its standard input ends.
 */
final class ElasticProcess {
  private ElasticProcess() {}

  public static void main(String[] arguments) throws Exception {
    Rendezvous rendezvous = new DirectoryRendezvous(Path.of(arguments[0]));
    DeltaReplica replica = new DeltaReplica(0, new float[1_000]);
    float[] step = new float[1_000];
    step[Integer.parseInt(arguments[1])] = 1;
    try (Endpoint endpoint = Transports.tcp(InetAddress.getLoopbackAddress(), 0);
        RunningMember member =
            RunningMember.start(replica, endpoint, ElasticProcessesIT.CONFIG, rendezvous)) {
      Base[] printed = {replica.base()};
      while (System.in.available() == 0 && member.over() == null) {
        member.execute(
            () -> {
              replica.learned(step, 1);
              if (!replica.base().equals(printed[0])) {
                printed[0] = replica.base();
                System.out.println(printed[0].round() + " " + printed[0].sha256());
              }
            });
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    System.exit(0);
  }
}
