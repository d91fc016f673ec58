# Sourced by the scripts beside it: where the project is, a Java that Spark runs on, and the application jar.
# shellcheck shell=bash

fail() { # message, exit code
  printf 'linkage: %s\n' "$1" >&2
  exit "${2:-2}"
}

# The folder of the project, through any symbolic links.
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
target=$root/pipelines/target
jar=$target/linkage-hub.jar

# ---------------------------------------------------------------- Java

java_release() { # what `java -version` prints -> 17
  [[ $1 =~ version\ \"(1\.)?([0-9]+) ]] && printf '%s\n' "${BASH_REMATCH[2]}"
}

# Sets java to one that Spark 4.0 runs on: that of JAVA_HOME, which is not passed over silently, or else the first on the path
# or where systems keep them.
find_java() {
  local candidate text release found='' candidates=()
  if [[ -n ${JAVA_HOME:-} ]]; then
    [[ -x $JAVA_HOME/bin/java ]] || fail "JAVA_HOME=$JAVA_HOME holds no bin/java. Set it to the folder of a Java 17 or 21."
    candidates+=("$JAVA_HOME/bin/java")
  else
    candidate=$(command -v java || true)
    [[ -z $candidate ]] || candidates+=("$candidate")
    candidates+=(/usr/lib/jvm/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java)
  fi
  for candidate in "${candidates[@]}"; do
    [[ -x $candidate ]] || continue
    text=$("$candidate" -version 2>&1) || continue
    release=$(java_release "$text") || continue
    if ((release >= 17 && release <= 23)); then
      java=$candidate
      # shellcheck disable=SC2034 # the launcher's archive depends on it
      java_version=$text
      return
    fi
    found+="${found:+, }Java $release ($candidate)"
  done
  fail "needs Java 17 or 21; found ${found:-no Java}. Install one (on Debian: apt-get install openjdk-17-jdk-headless) and set JAVA_HOME to its folder."
}

# The folder of that Java, for Maven.
java_home() {
  (cd -P "$(dirname "$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")")/.." && pwd)
}

# ---------------------------------------------------------------- the jar

needs_build() {
  [[ -s $jar && -s $target/spark.classpath && -s $target/spark.jvm.options ]] || return 0
  [[ ${LINKAGE_BUILD:-} != never ]] || return 1
  [[ -n $(find "$root"/pom.xml "$root"/{core,qa,pipelines}/pom.xml "$root"/{core,qa,pipelines}/src/main "$root"/conf \
    -type f -newer "$jar" -print -quit 2>/dev/null) ]] && return 0
  # A local repository that was emptied since: what the class path names must be there.
  local first
  IFS=: read -r first _ <"$target/spark.classpath"
  [[ ! -e $first ]]
}

build() {
  local maven=$root/mvnw
  [[ -x $maven ]] || maven=$(command -v mvn) ||
    fail "needs building, and there is no Maven here. Install Maven 3.8 or later (on Debian: apt-get install maven)."
  [[ -x ${java%/java}/javac ]] ||
    fail "needs building, and $java has no compiler beside it. Install a JDK (on Debian: apt-get install openjdk-17-jdk-headless)."
  mkdir -p "$target"
  printf 'linkage: building… (the first time fetches Spark and takes a few minutes)\n' >&2
  (
    # Two starts at once must not build into one folder.
    if command -v flock >/dev/null; then
      flock 9
      if ! needs_build; then exit 0; fi
    fi
    JAVA_HOME=$(java_home)
    export JAVA_HOME
    cd "$root"
    "$maven" -q -B -pl pipelines -am package -DskipTests -Dspotless.check.skip=true >&2
    # Maven leaves a jar alone whose content is the same.
    touch "$jar"
  ) 9>"$target/.building" || fail "the build failed; the messages above say why" 4
}
