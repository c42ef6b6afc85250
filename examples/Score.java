import io.thalweg.client.Prediction;
import io.thalweg.client.ThalwegClient;
import io.thalweg.client.ThalwegException;
import java.util.List;
import java.util.Map;

/**
 * Asks a server for predictions: java -cp thalweg-client.jar:jackson-core.jar Score.java [ADDRESS];
 * THALWEG_TOKEN is sent if it is set.
 */
public final class Score {
  public static void main(String[] arguments) {
    try {
      score(arguments);
    } catch (ThalwegException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void score(String[] arguments) {
    String address = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8080";
    ThalwegClient.Builder builder = ThalwegClient.at(address);
    String token = System.getenv("THALWEG_TOKEN");
    ThalwegClient client = (token == null ? builder : builder.token(token)).build();

    List<Map<String, Object>> payments =
        List.of(
            Map.of("amount", 812.50, "category", "electronics", "cardPresent", false),
            Map.of("amount", 4.20, "category", "grocery", "cardPresent", true),
            Map.of("amount", 60.00)); // what is left out counts as missing
    Prediction answer = client.infer("fraud", payments);
    for (int i = 0; i < payments.size(); i++) {
      System.out.printf(
          "v%s %.3f %s%n",
          answer.version(), answer.row("probability", i).get(0), payments.get(i));
    }
  }
}
