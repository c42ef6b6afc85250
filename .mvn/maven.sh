# Sourced by ./thalweg and .ci/run. maven ARGUMENTS... runs Maven in the current directory: the
# wrapper's own, or the machine's where the wrapper cannot fetch it.
maven() {
  if ./mvnw --version >/dev/null 2>&1; then
    ./mvnw "$@"
  elif command -v mvn >/dev/null 2>&1; then
    echo "./mvnw cannot fetch Maven from $(sed -n 's|^distributionUrl=https*://\([^/]*\).*|\1|p' .mvn/wrapper/maven-wrapper.properties); using $(command -v mvn)" >&2
    mvn "$@"
  else
    echo "./mvnw cannot start or fetch Maven and there is no mvn on the PATH; run ./mvnw --version to see why" >&2
    return 1
  fi
}
