import type { Asset } from "../../../contract/assets/assets.ts";

export interface Day {
	/** Its beginning, where the person is who looks. */
	start: Date;
	assets: Asset[];
}

/** Assets, newest first, by the day on which they were made. Pure but for the time zone. */
export function byDay(assets: readonly Asset[]): Day[] {
	const days: Day[] = [];
	for (const asset of assets) {
		const start = new Date(asset.created_at);
		start.setHours(0, 0, 0, 0);
		const last = days.at(-1);
		if (last?.start.getTime() === start.getTime()) last.assets.push(asset);
		else days.push({ start, assets: [asset] });
	}
	return days;
}
