import type { UsageRow } from "../../../contract/usage/usage.ts";
import { Tile } from "../../ui/figures/tile.tsx";
import { useFormat } from "../../words/format.ts";
import { gpuMs } from "./rows.ts";
import { words } from "./words.ts";

/** What all of it comes to. */
export function UsageTiles({ total }: { total: UsageRow }) {
	const say = words.use();
	const format = useFormat();
	return (
		<dl className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
			<Tile
				name={say("cost")}
				figure={format.money(total.micro_usd)}
				note={total.free_micro_usd > 0 && say("free", { money: format.money(total.free_micro_usd) })}
			/>
			<Tile name={say("jobs")} figure={format.number(total.jobs)} />
			<Tile
				name={say("success")}
				figure={total.success_rate === null ? "–" : format.percent(total.success_rate * 100)}
			/>
			<Tile name={say("gpu")} figure={format.duration(gpuMs(total))} />
		</dl>
	);
}
