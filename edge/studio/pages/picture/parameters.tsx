import { Link } from "../../app/routing/router.tsx";
import { useFormat } from "../../words/format.ts";
import { words } from "./words.ts";

/** Parameters that stand elsewhere on the page. */
const ELSEWHERE = ["prompt", "seed"];
const ASSET = /^ast_[0-9a-z]{26}$/;

/** All that was asked for, each by its name; files lead to their own page. */
export function Parameters({ parameters }: { parameters: Readonly<Record<string, unknown>> }) {
	const say = words.use();
	const those = Object.entries(parameters).filter(
		([name, value]) => !ELSEWHERE.includes(name) && value !== null && value !== undefined,
	);
	if (those.length === 0) return null;
	return (
		<details open className="group">
			<summary className="cursor-pointer rounded font-semibold">{say("parameters")}</summary>
			<dl className="mt-3 divide-y divide-line rounded-xl border border-line">
				{those.map(([name, value]) => (
					<div key={name} className="flex items-baseline justify-between gap-4 px-3 py-2 text-sm">
						<dt className="text-muted">{name.replaceAll("_", " ")}</dt>
						<dd className="min-w-0 text-end [overflow-wrap:anywhere]" dir="auto">
							<Value value={value} />
						</dd>
					</div>
				))}
			</dl>
		</details>
	);
}

function Value({ value }: { value: unknown }) {
	const say = words.use();
	const format = useFormat();
	if (typeof value === "number") return <span className="figures">{format.number(value)}</span>;
	if (typeof value === "boolean") return say(value ? "yes" : "no");
	if (typeof value === "string" && ASSET.test(value))
		return (
			<Link to={`/gallery/${value}`} className="rounded underline underline-offset-2">
				{say("file")}
			</Link>
		);
	if (typeof value === "string") return value === "" ? "–" : value;
	if (Array.isArray(value))
		return (
			<span className="flex flex-wrap justify-end gap-x-2">
				{Object.entries(value).map(([place, one]) => (
					<span key={place}>
						<Value value={one} />
					</span>
				))}
			</span>
		);
	return <code className="text-xs">{JSON.stringify(value)}</code>;
}
