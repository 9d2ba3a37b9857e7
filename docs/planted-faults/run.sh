#!/usr/bin/env bash
# Plants each fault of this folder in turn in a copy of HEAD and runs the tests that must catch it.
# Usage: docs/planted-faults/run.sh [patch...]; environment: MAVEN, default 'mvn -o'.
# Each patch begins with '# tests: <module> <TestClass>[,<TestClass>...]'. Maven builds the copy once and runs these tests, which
# must pass (within three attempts: some watch the time, and a busy machine is slow); then only the files that a fault changes are compiled. Exit status 1 where a fault survived.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
maven=${MAVEN:-mvn -o}
work=$(mktemp -d)
copy=$work/copy
log=$work/log
declare -A modules=([core]=llm-router-core [autoconfigure]=llm-router-spring-boot-autoconfigure)
flags=(-XX:+EnableDynamicAgentLoading -XX:+AllowRedefinitionToAddDeleteMethods -Xshare:off -XX:TieredStopAtLevel=1)
patches=("$@")
((${#patches[@]})) || patches=("$here"/*.patch)

cleanup() {
	git -C "$here" worktree remove --force "$copy" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT

class_path() { # module: the class path with which surefire ran its tests
	grep -m 1 -oP 'name="java.class.path" value="\K[^"]+' \
		"$copy/${modules[$1]}"/target/surefire-reports/TEST-*ArchitectureTests.xml
}

full_name() { # module, test class
	(cd "$copy/${modules[$1]}/src/test/java" && find . -name "$2.java" | sed 's|^\./||; s|\.java$||; s|/|.|g')
}

run_tests() { # module, test classes; with the fault in front of the class path
	local types=() type
	for type in ${2//,/ }; do
		types+=("$(full_name "$1" "$type")")
	done
	(cd "$copy/${modules[$1]}" && timeout 300 java "${flags[@]}" \
		-cp "$work/fault:$work/runner:$(class_path "$1"):$launcher" RunTests "${types[@]}") >"$log" 2>&1
}

git -C "$here" worktree add --quiet --detach "$copy" HEAD
# Every module has an ArchitectureTests, so that there are tests in each and a report to take the class path from.
needed=$(sed -sn '1s/^# tests: [a-z]* //p' "${patches[@]}" | paste -sd,)
if ! $maven -B -q -f "$copy" -pl "$(IFS=,; echo "${modules[*]}")" test -Dtest="$needed,ArchitectureTests" \
	-Dsurefire.rerunFailingTestsCount=2 -Dcheckstyle.skip -Dspring-javaformat.skip -Djacoco.skip >"$log" 2>&1; then
	tail -n 40 "$log"
	echo 'The tests fail without any fault.' >&2
	exit 2
fi
# Surefire fetched the launcher of the same version, which stands beside the engine.
engine=$(class_path core | tr ':' '\n' | grep 'junit-platform-engine')
launcher=${engine//platform-engine/platform-launcher}
javac -d "$work/runner" -cp "$(class_path core):$launcher" "$here/RunTests.java"

caught=0
for patch in "${patches[@]}"; do
	name=$(basename "$patch" .patch)
	read -r _ _ module tests <"$patch"
	git -C "$copy" apply --whitespace=nowarn "$(realpath "$patch")"
	rm -rf "$work/fault"
	status=0
	if git -C "$copy" diff --name-only | sed "s|^|$copy/|" |
		xargs javac -nowarn -parameters -proc:none -d "$work/fault" -cp "$(class_path "$module")" >"$log" 2>&1; then
		run_tests "$module" "$tests" || status=$?
	else
		status=3
	fi
	case $status in
		0) echo "SURVIVED $name" ;;
		1) echo "caught   $name: $(sed -n 's/^FAILED //p' "$log")" ;;
		124) echo "caught   $name: the tests hang" ;;
		*) echo "BROKEN   $name (not a failed test)" && tail -n 5 "$log" ;;
	esac
	if ((status == 1 || status == 124)); then
		caught=$((caught + 1))
	fi
	git -C "$copy" checkout --quiet -- .
done
echo "$caught of ${#patches[@]} caught"
((caught == ${#patches[@]}))
