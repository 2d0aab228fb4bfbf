#!/usr/bin/env node
import module from "node:module";

/** The first that has all of what is used here, a WebSocket among it. */
const NODE = 22;

if (Number.parseInt(process.versions.node, 10) < NODE) {
	process.stderr.write(`darkroom needs Node ${NODE} or newer; this is ${process.version}\n`);
	process.exit(2);
}
// Before anything else is loaded: from the second time on, what is loaded need not be compiled.
module.enableCompileCache();
const { main } = await import("./main.ts");

// Whoever reads may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});
process.exitCode = await main(process.argv.slice(2), process.env);
