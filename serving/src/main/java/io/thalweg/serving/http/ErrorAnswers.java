package io.thalweg.serving.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every error with the protocol's error object. Thread-safe. */
final class ErrorAnswers implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  private final long maxBodyBytes;

  ErrorAnswers(long maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable thrown) {
    return statusAnswer(Exceptions.peel(thrown), ctx.path()).toHttpResponse();
  }

  private AggregatedHttpResponse statusAnswer(Throwable cause, String path) {
    if (cause instanceof RequestException e) {
      return answer(e.status(), String.valueOf(e.getMessage()));
    }
    if (cause instanceof ContentTooLargeException
        || cause.getCause() instanceof ContentTooLargeException) {
      return answer(
          HttpStatus.BAD_REQUEST,
          "the body is too large, at most %d bytes are accepted".formatted(maxBodyBytes));
    }
    if (cause instanceof HttpStatusException e) {
      return answer(e.httpStatus(), e.httpStatus().reasonPhrase() + ": " + path);
    }
    if (cause instanceof RequestTimeoutException) {
      return answer(HttpStatus.SERVICE_UNAVAILABLE, "the request took too long");
    }
    LOG.error("answering {} failed", path, cause);
    return answer(HttpStatus.INTERNAL_SERVER_ERROR, "internal error, the server's log says more");
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (cause instanceof ContentTooLargeException) {
      return statusAnswer(cause, "");
    }
    String line = description == null ? status.reasonPhrase() : description;
    return answer(status, headers == null ? line : line + ": " + headers.path());
  }

  private static AggregatedHttpResponse answer(HttpStatus status, String line) {
    return AggregatedHttpResponse.of(
        status, MediaType.JSON, HttpData.wrap(AnswerWriter.error(line)));
  }
}
