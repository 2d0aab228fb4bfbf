import { USAGE_BY, type UsageBy } from "../../../edge/contract/usage/usage.ts";
import type { UsageQuery } from "../../usage.ts";
import { CliError } from "../command.ts";

interface Given {
	by?: string | undefined;
	from?: string | undefined;
	to?: string | undefined;
}

/** Which usage is asked for. @throws CliError `usage` */
export function usageQuery({ by: given, from, to }: Given): UsageQuery & { by?: UsageBy } {
	const by = USAGE_BY.find((one) => one === given);
	if (given !== undefined && by === undefined)
		throw new CliError("usage", `--by takes ${USAGE_BY.join(", ")}, not ${JSON.stringify(given)}`);
	return {
		...(from !== undefined && { from }),
		...(to !== undefined && { to }),
		...(by !== undefined && { by }),
	};
}
