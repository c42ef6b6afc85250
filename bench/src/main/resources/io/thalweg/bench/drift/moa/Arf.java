import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.DenseInstance;
import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import moa.classifiers.meta.AdaptiveRandomForest;

/**
 * Predicts, then learns each row of a file, and prints 1 where the prediction was right and 0
 * elsewhere. Arguments: trees, file. The file, big endian: int32 rows, int32 columns with the class
 * last, for each of them int32 values, 0 for a number; then the rows, float64.
 */
public final class Arf {
  public static void main(String[] arguments) throws Exception {
    AdaptiveRandomForest forest = new AdaptiveRandomForest();
    forest.ensembleSizeOption.setValue(Integer.parseInt(arguments[0]));
    try (DataInputStream in =
            new DataInputStream(
                new BufferedInputStream(Files.newInputStream(Path.of(arguments[1])), 1 << 16));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out))) {
      int rows = in.readInt();
      int columns = in.readInt();
      InstancesHeader header = header(in, columns);
      forest.setModelContext(header);
      forest.prepareForUse();
      for (int r = 0; r < rows; r++) {
        double[] values = new double[columns];
        for (int i = 0; i < columns; i++) {
          values[i] = in.readDouble();
        }
        Instance row = new DenseInstance(1, values);
        row.setDataset(header);
        out.write(forest.correctlyClassifies(row) ? '1' : '0');
        forest.trainOnInstance(row);
      }
    }
  }

  private static InstancesHeader header(DataInputStream in, int columns) throws Exception {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      int values = in.readInt();
      attributes.add(
          values == 0
              ? new Attribute("c" + i)
              : new Attribute(
                  "c" + i, IntStream.range(0, values).mapToObj(Integer::toString).toList()));
    }
    Instances instances = new Instances("rows", attributes, 0);
    instances.setClassIndex(columns - 1);
    return new InstancesHeader(instances);
  }
}
