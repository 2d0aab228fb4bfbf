import { type QualityRates, qualityRatesSchema } from "../edge/contract/usage/quality-rates.ts";
import {
	type Usage,
	type UsageBy,
	type UsageTimes,
	usageSchema,
	usageTimesSchema,
} from "../edge/contract/usage/usage.ts";
import { type Ask, searchOf } from "./ask.ts";

/** Days in UTC, such as `2026-11-27`; both count. Absent: the last thirty. */
export interface UsageQuery {
	from?: string;
	to?: string;
}

/** What an account's work took and cost. */
export class UsageReports {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** What attempts came to, and how jobs ended. */
	async sums(query: UsageQuery & { by?: UsageBy } = {}): Promise<Usage> {
		return usageSchema.parse(await (await this.ask("GET", `/v1/usage?${searchOf(query)}`)).json());
	}

	/** How often jobs succeeded, outputs passed and faults were recovered from, by day and workflow. */
	async rates(query: UsageQuery & { workflow?: string } = {}): Promise<QualityRates> {
		const answer = await this.ask("GET", `/v1/quality/rates?${searchOf(query)}`);
		return qualityRatesSchema.parse(await answer.json());
	}

	/** How long jobs took, by workflow. */
	async times(query: UsageQuery = {}): Promise<UsageTimes> {
		return usageTimesSchema.parse(await (await this.ask("GET", `/v1/usage/times?${searchOf(query)}`)).json());
	}
}
