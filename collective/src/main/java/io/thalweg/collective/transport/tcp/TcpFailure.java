package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Why a link or a communicator ended, in the words of the API. Immutable. */
record TcpFailure(Reason reason, String what, @Nullable Throwable cause) {

  static TcpFailure aborted(String why) {
    return new TcpFailure(Reason.ABORTED, "aborted: why=" + why, null);
  }

  static TcpFailure of(IOException e) {
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof FrameRefusedException) {
      return new TcpFailure(Reason.DISAGREEMENT, what, e);
    }
    if (e instanceof SocketTimeoutException) {
      return new TcpFailure(Reason.DEADLINE_PASSED, what, e);
    }
    if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
      return new TcpFailure(Reason.ABORTED, "aborted: the thread was interrupted", e);
    }
    return new TcpFailure(Reason.PEER_LOST, "peer lost: " + what, e);
  }

  CollectiveException at(String where) {
    return new CollectiveException(reason, what, where, cause);
  }
}
