import { Picture } from "../../ui/picture/picture.tsx";
import type { Two } from "./frame.tsx";
import { words } from "./words.ts";

/** Both pictures whole, beside each other; on a phone one below the other. */
export function SideBySide({ first, second }: Two) {
	const say = words.use();
	const both = [
		[first, say("first")],
		[second, say("second")],
	] as const;
	return (
		<div className="grid gap-4 md:grid-cols-2">
			{both.map(([asset, name]) => (
				<figure key={asset.id}>
					<Picture
						src={asset.url}
						preview={asset.thumbnails?.large}
						alt={name}
						width={asset.width}
						height={asset.height}
					/>
					<figcaption className="mt-2 text-sm text-muted">{name}</figcaption>
				</figure>
			))}
		</div>
	);
}
