// Installs what is missing, then runs a program of this repository under the Node that the project pins.
// It is the first thing that runs on a fresh clone, under whatever Node the machine has (20 or newer), so it
// is plain JavaScript without dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const installed = path.join(root, "node_modules/.package-lock.json");
const node = path.join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");

/** How often it is looked whether npm is still there, in milliseconds. */
const PARENT_LOOK_MS = 500;

/** What npm installed says of itself must name every package of the lock file in its version. */
function upToDate() {
	if (!existsSync(installed) || !existsSync(node)) return false;
	const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
	const have = JSON.parse(readFileSync(installed, "utf8")).packages;
	return Object.entries(wanted).every(
		([name, entry]) => name === "" || entry.optional || have[name]?.version === entry.version,
	);
}

if (!upToDate()) {
	console.error("Installing packages (once)…");
	// CI and production settings of the machine must not leave out what the tests need. Warnings that a package wants
	// a newer Node are about the one that runs npm, not the pinned one that everything runs under.
	const result = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		stdio: ["ignore", "inherit", "inherit"],
		shell: process.platform === "win32",
	});
	if (result.status !== 0) {
		console.error("npm ci failed; see above.");
		process.exit(result.status ?? 1);
	}
}

const bin = path.join(root, "node_modules/.bin");
const child = spawn(node, process.argv.slice(2), {
	cwd: root,
	stdio: "inherit",
	env: {
		...process.env,
		// Where it was called: our own npm scripts begin in this repository, and npm tells where it was.
		DARKROOM_CWD: (process.env.npm_package_name === "darkroom" && process.env.INIT_CWD) || process.cwd(),
		PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
		// No telemetry, and no look-ups that are not needed.
		WRANGLER_SEND_METRICS: "false",
		CLOUDFLARE_CF_FETCH_ENABLED: "false",
	},
});
// Whoever ends this process means the program. A terminal's Ctrl-C reaches that by itself.
for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"])
	process.on(signal, () => {
		if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
	});
// npm ends its shell, and the shell tells nobody: then this process has another parent.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
	const look = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(look);
		child.kill("SIGTERM");
	}, PARENT_LOOK_MS);
	look.unref();
}
child.once("error", (error) => {
	console.error(`${node} cannot be started: ${error.message}`);
	process.exit(1);
});
child.once("exit", (code, signal) => {
	if (signal === null) process.exit(code ?? 1);
	// It ends as its program did, so that whoever waits for it sees which signal that was.
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
});
