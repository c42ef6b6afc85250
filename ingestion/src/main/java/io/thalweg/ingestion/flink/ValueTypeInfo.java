package io.thalweg.ingestion.flink;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The types that travel between our operators, each with its own serializer. Immutable. */
public final class ValueTypeInfo<T> extends TypeInformation<T> {
  public static final TypeInformation<Example> EXAMPLE =
      new ValueTypeInfo<>(Example.class, ExampleSerializer.INSTANCE);
  public static final TypeInformation<Label> LABEL =
      new ValueTypeInfo<>(Label.class, LabelSerializer.INSTANCE);
  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      new ValueTypeInfo<>(DeadLetter.class, DeadLetterSerializer.INSTANCE);
  public static final TypeInformation<Tally> TALLY =
      new ValueTypeInfo<>(Tally.class, TallySerializer.INSTANCE);
  public static final TypeInformation<PastUpdate> PAST =
      new ValueTypeInfo<>(PastUpdate.class, PastUpdateSerializer.INSTANCE);
  static final TypeInformation<ServedLogits> SERVED_LOGITS =
      new ValueTypeInfo<>(ServedLogits.class, ServedLogitsSerializer.INSTANCE);
  public static final TypeInformation<Arrival> ARRIVAL =
      new ValueTypeInfo<>(Arrival.class, ArrivalSerializer.INSTANCE);

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  private ValueTypeInfo(Class<T> type, TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean canEqual(Object o) {
    return o instanceof ValueTypeInfo;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ValueTypeInfo<?> other && type == other.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
