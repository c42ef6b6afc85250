package io.thalweg.model.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with a JSON text, in one line without a parser's internals. Stateless. */
public final class JsonFault {
  /** Says how the parser was made, not where the text came from. */
  private static final Pattern SOURCE =
      Pattern.compile(
          "\\s*\\((start marker )?at \\[Source:[^\\]]*\\]\\)|\\s*at \\[Source:[^\\]]*\\]");

  /** Of an exception that has the parser's somewhere behind it, or else its own message. */
  public static String of(Exception e) {
    Throwable fault = e;
    while (fault != null && !(fault instanceof JsonProcessingException)) {
      fault = fault.getCause();
    }
    String message =
        fault instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return SOURCE.matcher(String.valueOf(message).replaceAll("\\s*\\R\\s*", " ")).replaceAll("");
  }

  private JsonFault() {}
}
