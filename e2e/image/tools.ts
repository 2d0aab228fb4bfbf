import { spawnSync } from "node:child_process";

/** What builds and runs an image without a daemon. */
const TOOLS = ["buildah", "debootstrap"];
/** crun where it can be used; runc also runs where both kinds of control groups are mounted. */
const RUNTIMES = ["crun", "runc"];

function has(program: string): boolean {
	return spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** Which programs this machine lacks for it. Empty: the image can be built here. */
export function missingTools(): string[] {
	const missing = TOOLS.filter((tool) => !has(tool));
	if (!RUNTIMES.some(has)) missing.push(RUNTIMES.join(" or "));
	return process.getuid?.() === 0 ? missing : [...missing, "root"];
}

/** The runtime that can start this bundle: each is tried with what it is to run last, and deleted before that runs. */
export function runtimeFor(bundle: string, state: string): string {
	const here = RUNTIMES.filter(has);
	const usable = here.find((runtime) => {
		// What was created keeps the pipes it was given: it gets none.
		const call = (...args: string[]) =>
			spawnSync(runtime, ["--root", state, ...args], { stdio: "ignore" }).status === 0;
		const created = call("create", "--bundle", bundle, "trial");
		call("delete", "--force", "trial");
		return created;
	});
	if (usable === undefined)
		throw new Error(
			`${here.join(" and ")} cannot start a container here. Where both kinds of control groups are mounted, runc can and crun cannot: on Debian apt-get install runc`,
		);
	return usable;
}
