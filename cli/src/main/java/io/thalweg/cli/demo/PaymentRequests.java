package io.thalweg.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Requests of the Open Inference Protocol v2 about fresh, seeded payments: one row, one input for
 * each field that a model may read. Not thread-safe.
 */
public final class PaymentRequests implements Supplier<byte[]> {
  private final ObjectMapper json = JsonMapper.builder().build();
  private final TransactionSampler sampler;
  private long index;

  public PaymentRequests(long seed) {
    this.sampler = new TransactionSampler(new SplittableRandom(seed));
  }

  /** The next request's body, UTF-8 JSON. */
  @Override
  public byte[] get() {
    Transaction t = sampler.draw(index++, 0);
    ObjectNode body = json.createObjectNode();
    ArrayNode inputs = body.putArray("inputs");
    input(inputs, "amount", "FP64").add(t.amount());
    input(inputs, "category", "BYTES").add(Transaction.CATEGORIES[t.category()]);
    input(inputs, "country", "BYTES").add(Transaction.COUNTRIES[t.country()]);
    input(inputs, "hour", "INT32").add(t.hour());
    input(inputs, "paymentsLastHour", "INT32").add(t.paymentsLastHour());
    input(inputs, "declinesToday", "INT32").add(t.declinesToday());
    input(inputs, "distanceKm", "FP64").add(t.distanceKm());
    input(inputs, "minutesSinceLast", "FP64").add(t.minutesSinceLast());
    input(inputs, "deviceAgeDays", "FP64").add(t.deviceAgeDays());
    input(inputs, "cardPresent", "BOOL").add(t.cardPresent());
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and text always writes", e);
    }
  }

  private static ArrayNode input(ArrayNode inputs, String name, String datatype) {
    ObjectNode input = inputs.addObject().put("name", name).put("datatype", datatype);
    input.putArray("shape").add(1);
    return input.putArray("data");
  }
}
