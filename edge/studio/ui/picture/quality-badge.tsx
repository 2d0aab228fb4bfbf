import type { Asset } from "../../../contract/assets/assets.ts";
import { qualityWords } from "../../words/quality.ts";
import { Icon, type IconName } from "../icon.tsx";

type Quality = NonNullable<Asset["quality"]>;

const LOOKS = {
	pass: ["check", "text-good", "passed"],
	warn: ["eye", "text-warn", "doubtful"],
	fail: ["warning", "text-bad", "refused"],
	error: ["warning", "text-warn", "broke"],
	skipped: ["skip", "text-muted", "unseen"],
} as const satisfies Record<Quality["status"], [icon: IconName, colour: string, words: string]>;

/** What checks found of a picture, as icon and word, and why; `open`: why is told at once. Nothing where nobody looked. */
export function QualityBadge({ quality, open = false }: { quality: Asset["quality"]; open?: boolean }) {
	const say = qualityWords.use();
	if (quality === null) return null;
	const [icon, colour, words] = LOOKS[quality.status];
	const badge = (
		<span
			data-quality={quality.status}
			className={`inline-flex items-center gap-1.5 text-xs font-medium ${colour}`}
		>
			<Icon name={icon} className="size-3.5" />
			{say(words)}
		</span>
	);
	if (quality.checks.length === 0) return <p className="mt-2">{badge}</p>;
	return (
		<details open={open} className="group mt-2 text-xs text-muted">
			<summary className="inline-flex min-h-6 cursor-pointer list-none items-center gap-1 rounded [&::-webkit-details-marker]:hidden">
				{badge}
				<Icon name="down" className="size-3.5 transition group-open:rotate-180" />
			</summary>
			<ul className="mt-1 space-y-1">
				{quality.checks.map(({ id, where, reason, value, limit }) => (
					<li key={`${id} ${where ?? ""}`} className="[overflow-wrap:anywhere]">
						<span className="font-medium text-ink">{say(id)}</span>
						{": "}
						<span dir="auto">{reason}</span>
						{value !== null && limit !== null && (
							<span className="figures"> ({say("figures", { value, limit })})</span>
						)}
					</li>
				))}
			</ul>
		</details>
	);
}

/** The same on a small picture: only where something is wrong, and without the reasons. */
export function QualityMark({ quality }: { quality: Asset["quality"] }) {
	const say = qualityWords.use();
	if (quality === null || quality.status === "pass" || quality.status === "skipped") return null;
	const [icon, , words] = LOOKS[quality.status];
	return (
		<span
			data-quality={quality.status}
			className="pointer-events-none absolute end-2 top-2 inline-flex items-center gap-1 rounded-full bg-black/65 px-2 py-0.5 text-xs font-medium text-white"
		>
			<Icon name={icon} className="size-3.5" />
			{say(words)}
		</span>
	);
}
