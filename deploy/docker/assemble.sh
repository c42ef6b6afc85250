#!/usr/bin/env bash
# Lays out what the images are made of: BUILD/flink/lib, which goes into Flink's lib/, and BUILD/thalweg,
# the command with all that it needs. BUILD is deploy/docker/build, or the first argument.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${1:-$root/deploy/docker/build}
class_path=$root/cli/target/classpath

fail() {
  echo "assemble: $*" >&2
  exit 2
}

# Beside what Flink's own image has: its modules, RocksDB, slf4j and log4j are not to come twice.
for_flink=(
  thalweg-schemas thalweg-model thalweg-ingestion thalweg-collective thalweg-replay-store
  thalweg-learner-job thalweg-cli
  flink-connector-kafka flink-connector-base kafka-clients avro
  jackson-annotations jackson-core jackson-databind jackson-dataformat-csv jackson-dataformat-yaml
  jackson-datatype-jdk8 jackson-datatype-jsr310 snakeyaml
  commons-codec commons-compress commons-io commons-lang3 guava failureaccess
  zstd-jni lz4-java snappy-java jna
  # Natives load once in a JVM, so these belong to Flink's class loader and never to a job's.
  api gson pytorch-engine pytorch-jni pytorch-native-cpu openblas javacpp
)

[[ -f $class_path ]] || fail "nothing is built; run ./mvnw -DskipTests package, or any ./thalweg command"
IFS=: read -ra jars <<<"$(<"$class_path")"
own=("$root"/cli/target/thalweg-cli-[0-9]*.jar)
[[ -f ${own[0]} ]] || fail "${own[0]} is not there; run ./mvnw -DskipTests package"
jars=("${own[0]}" "${jars[@]}")

# Into the directory $2. What a build writes anew is copied; a library takes no room twice.
take() {
  if [[ $1 == "$root"/* ]] || ! cp -l "$1" "$2" 2>/dev/null; then
    cp "$1" "$2"
  fi
}

# The jars of the artifact $2 into $1.
put() {
  local jar name found=
  for jar in "${jars[@]}"; do
    name=${jar##*/}
    [[ $name == "$2"-[0-9]*.jar ]] || continue
    [[ $2 != api || $jar == */ai/djl/* ]] || continue
    take "$jar" "$1"
    found=$name
  done
  [[ -n $found ]] || fail "no jar of $2 is on the class path of the command"
}

rm -rf "$build"
mkdir -p "$build/flink/lib" "$build/thalweg/lib" "$build/thalweg/bin"
for artifact in "${for_flink[@]}"; do
  put "$build/flink/lib" "$artifact"
done
for jar in "${jars[@]}"; do
  take "$jar" "$build/thalweg/lib"
done
cp "$root/deploy/docker/thalweg" "$build/thalweg/bin/thalweg"
chmod 755 "$build/thalweg/bin/thalweg"
echo "$build: $(ls "$build/flink/lib" | wc -l) jars for Flink, $(ls "$build/thalweg/lib" | wc -l) for the command"
