#!/usr/bin/env bash
# Plants each fault of this folder in turn in a copy of HEAD and runs the tests that must catch it.
# Usage: docs/planted-faults/run.sh [patch...]; environment: MAVEN, default 'mvn -o'.
# Each patch begins with '# tests: <module> <TestClass>[,<TestClass>...]'. Exit status 1 where a fault survived.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
maven=${MAVEN:-mvn -o}
copy=$(mktemp -d)/copy
log=$copy.log
declare -A modules=([core]=llm-router-core [autoconfigure]=llm-router-spring-boot-autoconfigure)
declare -A needed=()
patches=("$@")
((${#patches[@]})) || patches=("$here"/*.patch)

cleanup() {
	git -C "$here" worktree remove --force "$copy" 2>/dev/null || true
	rm -rf "$(dirname "$copy")"
}
trap cleanup EXIT

run_tests() { # module, test classes
	# Without incremental compilation only the files that changed are compiled, which is all that a fault needs.
	$maven -B -q -f "$copy" -pl "${modules[$1]}" -am test -Dtest="$2" -Dsurefire.failIfNoSpecifiedTests=false \
		-Dmaven.compiler.useIncrementalCompilation=false \
		-Dcheckstyle.skip -Dspring-javaformat.skip -Djacoco.skip -Denforcer.skip >"$log" 2>&1
}

failed() { # the first test that failed
	grep -m 1 -oE '^\[ERROR\]   \w+\.\w+' "$log" | awk '{ print $2 }' || true
}

git -C "$here" worktree add --quiet --detach "$copy" HEAD
for patch in "${patches[@]}"; do
	read -r _ _ module tests <"$patch"
	needed[$module]+="$tests,"
done
for module in "${!needed[@]}"; do
	if ! run_tests "$module" "${needed[$module]%,}"; then
		tail -n 40 "$log"
		echo "The tests of $module fail without any fault." >&2
		exit 2
	fi
done

caught=0
for patch in "${patches[@]}"; do
	name=$(basename "$patch" .patch)
	read -r _ _ module tests <"$patch"
	git -C "$copy" apply --whitespace=nowarn "$(realpath "$patch")"
	if run_tests "$module" "$tests"; then
		echo "SURVIVED $name"
	elif grep -qE '^\[ERROR\] Tests run: .*(Failures|Errors): [1-9]' "$log"; then
		echo "caught   $name: $(failed)"
		caught=$((caught + 1))
	else
		echo "BROKEN   $name (not a failed test)"
		grep -m 5 ERROR "$log" || true
	fi
	git -C "$copy" checkout --quiet -- .
done
echo "$caught of ${#patches[@]} caught"
((caught == ${#patches[@]}))
