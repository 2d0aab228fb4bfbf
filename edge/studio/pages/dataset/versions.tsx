import type { DatasetResource } from "../../../contract/datasets.ts";
import { archivePath } from "../../api/datasets.ts";
import { buttonClasses } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

/** What can be downloaded: it as it is now, and each version. */
export function Versions({ dataset: { name, versions } }: { dataset: DatasetResource }) {
	const say = words.use();
	const all = [
		{ version: 0, words: say("now") },
		...versions.map((one) => ({ version: one.version, words: one.reference })),
	];
	return (
		<section>
			<h2 className="mb-3 text-lg font-semibold">{say("download")}</h2>
			<ul className="flex flex-wrap gap-3">
				{all.map((one) => (
					<li key={one.version}>
						<a href={archivePath(name, one.version)} download className={buttonClasses()}>
							<Icon name="download" className="size-4.5" />
							<bdi>{one.words}</bdi>
						</a>
					</li>
				))}
			</ul>
		</section>
	);
}
