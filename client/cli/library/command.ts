import type { Command, ExitName } from "../command.ts";

const EXITS: readonly ExitName[] = ["ok", "failed", "usage"];

/** The library on this machine, without a server: what `npm run workflows` does. */
export const workflows: Command = {
	name: "workflows",
	summary: "the library on this machine: list, show, convert, validate, import, doctor",
	usage:
		"npm run darkroom -- workflows <command>: the same as npm run workflows; without a command it lists them.",
	async run(args) {
		const { main } = await import("../../../workflows/cli/main.ts");
		return EXITS[await main(args)] ?? "failed";
	},
};
