package io.thalweg.compat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.model.triton.TritonInferenceModelFunction;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogModel;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Flink's function, made on the task that calls it; public for the code that Flink generates.
 * Confined to that task.
 */
public final class MendedTritonFunction extends AsyncPredictFunction {
  private static final long serialVersionUID = 1;

  private final HashMap<String, String> options;
  private final Columns inputs;
  private final Columns outputs;
  private transient TritonInferenceModelFunction flinks;

  MendedTritonFunction(ModelProviderFactory.Context context) {
    options = new HashMap<>(context.getCatalogModel().getOptions());
    inputs = new Columns(context.getCatalogModel().getResolvedInputSchema());
    outputs = new Columns(context.getCatalogModel().getResolvedOutputSchema());
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    flinks =
        new WithoutCheck(
            new OfModel(options, inputs.schema(), outputs.schema()),
            Configuration.fromMap(options));
    flinks.open(context);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData row) {
    return flinks.asyncPredict(row);
  }

  @Override
  public void close() throws Exception {
    if (flinks != null) {
      flinks.close();
    }
  }

  /** A schema's columns, which can be serialized. */
  private static final class Columns implements java.io.Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> names;
    private final ArrayList<DataType> types;

    Columns(ResolvedSchema schema) {
      names = new ArrayList<>(schema.getColumnNames());
      types = new ArrayList<>(schema.getColumnDataTypes());
    }

    ResolvedSchema schema() {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        columns.add(Column.physical(names.get(i), types.get(i)));
      }
      return ResolvedSchema.of(columns);
    }
  }

  /** Flink's, but for the check. */
  private static final class WithoutCheck extends TritonInferenceModelFunction {
    private static final long serialVersionUID = 1;

    WithoutCheck(ModelProviderFactory.Context context, ReadableConfig options) {
      super(context, options);
    }

    @Override
    protected void validateSingleColumnSchema(
        ResolvedSchema schema, LogicalType expected, String inputOrOutput) {}
  }

  /** What the function asks of its context. */
  private record OfModel(Map<String, String> options, ResolvedSchema inputs, ResolvedSchema outputs)
      implements ModelProviderFactory.Context {
    @Override
    public ObjectIdentifier getObjectIdentifier() {
      return ObjectIdentifier.of("default_catalog", "default_database", "mended");
    }

    @Override
    public ResolvedCatalogModel getCatalogModel() {
      return ResolvedCatalogModel.of(
          CatalogModel.of(
              Schema.newBuilder().fromResolvedSchema(inputs).build(),
              Schema.newBuilder().fromResolvedSchema(outputs).build(),
              options,
              null),
          inputs,
          outputs);
    }

    @Override
    public ReadableConfig getConfiguration() {
      return Configuration.fromMap(options);
    }

    @Override
    public ClassLoader getClassLoader() {
      return getClass().getClassLoader();
    }

    @Override
    public boolean isTemporary() {
      return false;
    }
  }
}
