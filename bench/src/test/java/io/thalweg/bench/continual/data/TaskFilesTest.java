package io.thalweg.bench.continual.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFilesTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  @TempDir Path dir;

  private void idx(String name, int magic, int[] dimensions, int... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(magic);
      for (int dimension : dimensions) {
        out.writeInt(dimension);
      }
      for (int value : values) {
        out.writeByte(value);
      }
    }
    Files.write(dir.resolve(name), bytes.toByteArray());
  }

  /** Two images of 1 x 2 pixels to learn, one to test. */
  private void images(String prefix) throws IOException {
    idx(prefix + "train-images-idx3-ubyte.gz", IMAGES, new int[] {2, 1, 2}, 0, 255, 51, 102);
    idx(prefix + "train-labels-idx1-ubyte.gz", LABELS, new int[] {2}, 3, 0);
    idx(prefix + "test-images-idx3-ubyte.gz", IMAGES, new int[] {1, 1, 2}, 255, 255);
    idx(prefix + "test-labels-idx1-ubyte.gz", LABELS, new int[] {1}, 4);
  }

  private void csv(String name, String text) throws IOException {
    Files.writeString(dir.resolve(name), text);
  }

  private static float[] features(Samples samples, int i) {
    float[] out = new float[samples.width()];
    samples.features(i, out, 0);
    return out;
  }

  private void refused(String message) {
    assertThat(message).doesNotContain("\n");
    assertThatThrownBy(() -> TaskFiles.read(dir, ALL))
        .isInstanceOf(BenchException.class)
        .hasMessage(message.replace("DIR", dir.toString()));
  }

  @Test
  void tasksComeInTheOrderOfTheirNamesFromImagesAndNumbers() throws IOException {
    images("b-");
    csv("a-train.csv", "x,y,label\n1.5,-2,1\n3,4,0\n");
    csv("a-test.csv", "0,0.25,5\n");
    List<Task> tasks = TaskFiles.read(dir, ALL);
    assertThat(tasks).extracting(Task::name).containsExactly("a", "b");
    Task a = tasks.get(0);
    assertThat(a.train().size()).isEqualTo(2);
    assertThat(features(a.train(), 0)).containsExactly(1.5f, -2);
    assertThat(a.train().label(0)).isEqualTo(1);
    assertThat(a.test().label(0)).isEqualTo(5);
    assertThat(a.test().classes()).isEqualTo(6);
    Task b = tasks.get(1);
    assertThat(features(b.train(), 0)).containsExactly(0, 1);
    assertThat(features(b.train(), 1)).containsExactly(0.2f, 0.4f);
    assertThat(b.train().label(0)).isEqualTo(3);
    assertThat(b.test().label(0)).isEqualTo(4);
    assertThat(TaskFiles.read(dir, 1)).allMatch(task -> task.train().size() == 1);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    refused(
        "DIR has no tasks; put NAME-train-images-idx3-ubyte.gz, NAME-train-labels-idx1-ubyte.gz and"
            + " the same with test, or NAME-train.csv and NAME-test.csv, there");
    csv("a-train.csv", "1,1\n");
    refused("DIR has no a-test.csv; put it there");
    csv("a-test.csv", "1,1\n");
    images("b-");
    Files.delete(dir.resolve("b-test-labels-idx1-ubyte.gz"));
    refused("DIR has no b-test-labels-idx1-ubyte.gz; put it there");
    assertThatThrownBy(() -> TaskFiles.read(dir.resolve("nowhere"), ALL))
        .hasMessage(dir.resolve("nowhere") + " is no directory; say where the data lie");
    assertThatThrownBy(() -> TaskFiles.mnist(dir, ALL))
        .hasMessage(dir + " has no train-images-idx3-ubyte.gz; put it there");
  }

  @Test
  void aFileThatIsSomethingElseIsRefused() throws IOException {
    images("a-");
    String file = "a-train-images-idx3-ubyte.gz";
    idx(file, LABELS, new int[] {2}, 1, 2);
    refused(
        "DIR/a-train-images-idx3-ubyte.gz begins with the magic number 0x00000801; images in the"
            + " IDX format begin with 0x00000803");
    idx(file, IMAGES, new int[] {2, 1, 2}, 1, 2, 3);
    refused("DIR/a-train-images-idx3-ubyte.gz ends before all of its images; fetch it again");
    idx(file, IMAGES, new int[] {70_000, 70_000, 70_000});
    refused(
        "DIR/a-train-images-idx3-ubyte.gz says that it holds more than 1073741824 bytes; take a"
            + " smaller data set");
    idx(file, IMAGES, new int[] {1, 1, 1}, 7);
    refused(
        "DIR/a-train-labels-idx1-ubyte.gz has 2 labels, which DIR/a-train-images-idx3-ubyte.gz"
            + " doesn't have images for; take both from one data set");
    idx(file, IMAGES, new int[] {1, 2, 2}, 7, 7, 7, 7);
    refused(
        "DIR/a-train-labels-idx1-ubyte.gz has 2 labels, which DIR/a-train-images-idx3-ubyte.gz"
            + " doesn't have images for; take both from one data set");
    idx(file, IMAGES, new int[] {2, 0, 2});
    refused(
        "DIR/a-train-images-idx3-ubyte.gz has images without pixels; take them from another data"
            + " set");
    idx(file, IMAGES, new int[] {2, 1, 1}, 7, 7, 7);
    refused("DIR/a-train-images-idx3-ubyte.gz goes on after all of its images; fetch it again");
    idx(file, IMAGES, new int[] {2, 1, 1}, 7, 7);
    byte[] damaged = Files.readAllBytes(dir.resolve(file));
    damaged[damaged.length - 5] ^= 1; // of the checksum
    Files.write(dir.resolve(file), damaged);
    refused("DIR/a-train-images-idx3-ubyte.gz is damaged; fetch it again");
    csv(file, "plain text");
    refused("DIR/a-train-images-idx3-ubyte.gz is not gzipped; compress it with gzip");
  }

  @Test
  void aLineThatIsNoExampleIsNamed() throws IOException {
    csv("a-test.csv", "1,2,0\n");
    csv("a-train.csv", "1,2,0\n\n1,2,3,0\n");
    refused(
        "DIR/a-train.csv line 3 has 4 values where the lines before it have 3; make them equal");
    csv("a-train.csv", "x,y,label\n1,two,0\n");
    refused("DIR/a-train.csv line 2 has 'two'; write a number");
    csv("a-train.csv", "1,NaN,0\n");
    refused("DIR/a-train.csv line 1 has 'NaN'; write a number");
    csv("a-train.csv", "1,2,0.5\n");
    refused("DIR/a-train.csv line 1 ends with the label '0.5'; write a class from 0 to 65535");
    csv("a-train.csv", "1\n");
    refused("DIR/a-train.csv line 1 has no comma; write the numbers and then the label");
    csv("a-train.csv", "x,label\n");
    refused("DIR/a-train.csv has no examples; write at least one line");
    csv("a-train.csv", "1,0\n");
    refused("task a has examples of 2 numbers, task a of 1; make them equal");
  }

  @Test
  void imagesOfAnotherSizeAreNoTestOfMnist() throws IOException {
    images("");
    idx("t10k-images-idx3-ubyte.gz", IMAGES, new int[] {1, 1, 3}, 1, 2, 3);
    idx("t10k-labels-idx1-ubyte.gz", LABELS, new int[] {1}, 0);
    assertThatThrownBy(() -> TaskFiles.mnist(dir, ALL))
        .isInstanceOf(BenchException.class)
        .hasMessage(
            "task mnist's test has examples of 3 numbers, task mnist of 2; make them equal");
  }

  @Test
  void aFileInAnotherEncodingIsRefused() throws IOException {
    csv("a-test.csv", "1,0\n");
    Files.write(dir.resolve("a-train.csv"), new byte[] {(byte) 0xE9, ',', '1', '\n'});
    refused("DIR/a-train.csv is no UTF-8; save it as UTF-8");
  }

  @Test
  void everyTaskHasAnOrderOfItsOwnWhichItsTestsShare() throws IOException {
    int[] pixels = new int[100];
    Arrays.setAll(pixels, i -> i);
    for (String half : new String[] {"train", "t10k"}) {
      idx(half + "-images-idx3-ubyte.gz", IMAGES, new int[] {1, 10, 10}, pixels);
      idx(half + "-labels-idx1-ubyte.gz", LABELS, new int[] {1}, 9);
    }
    Task mnist = TaskFiles.mnist(dir, ALL);
    float[] plain = features(mnist.train(), 0);
    Set<String> orders = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (Task task : TaskFiles.permuted(mnist, 20, seed)) {
        float[] permuted = features(task.train(), 0);
        assertThat(features(task.test(), 0)).containsExactly(permuted);
        assertThat(permuted).isNotEqualTo(plain).containsExactlyInAnyOrder(plain);
        orders.add(Arrays.toString(permuted));
      }
    }
    assertThat(orders).hasSize(60);
    assertThat(features(TaskFiles.permuted(mnist, 2, 7).get(1).train(), 0))
        .containsExactly(features(TaskFiles.permuted(mnist, 2, 7).get(1).train(), 0));
  }
}
