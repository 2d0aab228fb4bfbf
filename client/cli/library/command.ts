import { LIBRARY, main } from "../../../workflows/cli/main.ts";
import { ACCOUNT_KEY, asCalled, CALLED, type Command, type ExitName } from "../command.ts";

const EXITS: readonly ExitName[] = ["ok", "failed", "usage"];

/** The library on this machine, without a server: what `npm run workflows` does. */
export const workflows: Command = {
	shape: { ...LIBRARY, name: "workflows" },
	key: ACCOUNT_KEY,
	async run(args, env) {
		const called = asCalled(`${CALLED} workflows`, env.npm_lifecycle_event);
		return EXITS[await main(args, called)] ?? "failed";
	},
};
