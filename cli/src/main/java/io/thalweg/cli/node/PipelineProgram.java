package io.thalweg.cli.node;

import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a JobManager runs: one argument, the pipeline's file. Stateless. */
public final class PipelineProgram {
  public static void main(String[] arguments) throws Exception {
    PipelineConfig pipeline = PipelineFile.read(Path.of(arguments[0]));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    LearnerJob.build(env, pipeline);
    env.executeAsync(pipeline.name());
  }

  private PipelineProgram() {}
}
