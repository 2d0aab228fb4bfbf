import type { CharacterResource } from "../../contract/characters/characters.ts";
import { classes } from "../ui/class-names.ts";
import { Picture } from "../ui/picture/picture.tsx";

interface Props {
	character: Pick<CharacterResource, "name" | "portrait">;
	/** What it shows, where nothing beside it says so. */
	alt?: string;
	className?: string;
}

/** Somebody's face; who has none yet stands with the first letter of the name. */
export function Portrait({ character: { name, portrait }, alt = "", className }: Props) {
	if (portrait)
		return <Picture src={portrait.thumbnails?.large ?? portrait.url} alt={alt} className={className ?? ""} />;
	const [letter] = new Intl.Segmenter().segment(name.trim());
	return (
		<div
			aria-hidden="true"
			className={classes(
				"grid aspect-square place-items-center bg-glow text-5xl font-semibold text-accent select-none",
				className,
			)}
		>
			{letter?.segment.toLocaleUpperCase()}
		</div>
	);
}
