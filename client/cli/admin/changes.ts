import type * as z from "zod";
import type { accountChangeSchema } from "../../../edge/contract/accounts/accounts.ts";
import { CliError } from "../command.ts";

type AccountChange = z.input<typeof accountChangeSchema>;

/** What of an account's limits is a plain number, and what may be taken back with `none`. */
const NUMBERS = ["max_running", "max_jobs", "max_bytes"] as const;
const RATES = ["requests", "uploads", "body-bytes", "open-sockets"] as const;
const KINDS = ["jobs", "events", "attempts", "outputs", "uploads", "ledger", "deliveries", "audit"] as const;

/** `max_running=5 requests=none budget_usd=20` as a change of an account. @throws CliError `usage` */
export function limitsChange(words: readonly string[]): AccountChange {
	const change: AccountChange = {};
	for (const [name, text] of pairsOf(words, [...NUMBERS, ...RATES, "budget_usd"])) {
		const number = NUMBERS.find((one) => one === name);
		const rate = RATES.find((one) => one === name);
		if (number) change[number] = whole(name, text);
		else if (rate) change.rate_limits = { ...change.rate_limits, [rate]: orNone(name, text, whole) };
		else change.budget_micro_usd = orNone(name, text, microUsd);
	}
	return change;
}

/** `jobs=30 outputs=keep` as a change of an account. @throws CliError `usage` */
export function retentionChange(words: readonly string[]): AccountChange {
	const retention: AccountChange["retention"] = {};
	for (const [name, text] of pairsOf(words, KINDS)) {
		const kind = KINDS.find((one) => one === name);
		if (kind) retention[kind] = text === "keep" ? null : whole(name, text, "a number of days, or keep");
	}
	return { retention };
}

function pairsOf(words: readonly string[], names: readonly string[]): [name: string, text: string][] {
	const pairs = words.map((word): [string, string] => {
		const [, name = "", text = ""] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
		if (!names.includes(name))
			throw new CliError("usage", `${JSON.stringify(word)} is none of ${names.join("=…, ")}=…`);
		return [name, text];
	});
	const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) !== i);
	if (twice) throw new CliError("usage", `${twice[0]} is there twice: which is meant?`);
	return pairs;
}

function orNone(
	name: string,
	text: string,
	read: (name: string, text: string, what: string) => number,
): number | null {
	return text === "none" ? null : read(name, text, "a number, or none");
}

function whole(name: string, text: string, what = "a whole number"): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
		throw new CliError("usage", `${name} takes ${what}, not ${JSON.stringify(text)}`);
	return value;
}

function microUsd(name: string, text: string, what: string): number {
	if (!/^\d+(\.\d{1,6})?$/.test(text))
		throw new CliError("usage", `${name} takes ${what}, not ${JSON.stringify(text)}`);
	return Math.round(Number(text) * 1e6);
}
