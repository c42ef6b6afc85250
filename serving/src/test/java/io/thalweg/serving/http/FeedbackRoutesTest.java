package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.VersionFigures;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class FeedbackRoutesTest {
  @Test
  void everyFigureHasAMemberAndWhatIsNotKnownHasNone() throws Exception {
    FeedbackFigures figures =
        new FeedbackFigures(
            1,
            2,
            3,
            4,
            Map.of("clicks", 5L),
            List.of(
                new VersionFigures(
                    "clicks",
                    6,
                    7,
                    8,
                    9,
                    10,
                    Map.of("accuracy", 0.5),
                    OptionalLong.of(11),
                    OptionalLong.of(12),
                    OptionalLong.of(13),
                    OptionalLong.empty())));
    JsonNode json = new ObjectMapper().readTree(FeedbackRoutes.json(figures));
    String want =
        """
        {"sent": 1, "dropped": 2, "failed": 3, "waiting": 4, "unmatched_labels": {"clicks": 5},
         "versions": [{"model": "clicks", "version": 6, "served": 7, "matched": 8, "expired": 9,
           "unjudged": 10, "metrics": {"accuracy": 0.5}, "latency_p50_us": 11,
           "latency_p99_us": 12, "label_delay_p50_ms": 13}]}
        """;
    assertThat(json).isEqualTo(new ObjectMapper().readTree(want));
  }
}
