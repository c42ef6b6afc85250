package io.thalweg.compat;

import org.apache.flink.model.triton.TritonModelProviderFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.ml.ModelProvider;

/**
 * Makes Flink's client usable, which as of 2.3.0 no SQL can use: its check of columns is the wrong
 * way round and refuses every model ("input column AMOUNT should be null, but is a DOUBLE"), and a
 * buffer within it can't be serialized. Requests, answers and errors are its own.
 */
public final class MendedTritonFactory extends TritonModelProviderFactory {
  static final String IDENTIFIER = "triton-mended";

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.createModelProviderFactoryHelper(this, context).validate();
    return new Provider(new MendedTritonFunction(context));
  }
}
