/** Where a picture lies for a trainer of kohya's kind, and the text beside it; null: it has none. */
export interface FolderFile {
	path: string;
	/** Which of the pictures, from 0. */
	index: number;
	caption_path: string | null;
}

/** How a data set is laid out. */
export interface FolderPlan {
	/** The word of the set's own folder, such as its trigger word. */
	name: string;
	/** How often each picture is seen in an epoch. */
	repeats: number;
	/** What the pictures beside it show, such as `anime character`. */
	class_words: string;
	/** Extensions without a dot, in their order. */
	pictures: readonly string[];
	regularisation: readonly string[];
}

/**
 * A data set as kohya's trainers read it: `train/<repeats>_<name>/0001.png` with its text, and beside it the pictures of
 * the class, `reg/1_<class>/0001.png`, which need none: the folder's name is their caption. No name of a file is taken
 * over, so none can lead elsewhere.
 */
export function trainerFolder({ name, repeats, class_words, pictures, regularisation }: FolderPlan): {
	pictures: FolderFile[];
	regularisation: FolderFile[];
} {
	const train = `train/${repeats}_${folderWord(name)}`;
	const beside = `reg/1_${folderWord(class_words)}`;
	return {
		pictures: pictures.map((extension, index) => ({
			path: `${train}/${numbered(index)}.${extension}`,
			index,
			caption_path: `${train}/${numbered(index)}.txt`,
		})),
		regularisation: regularisation.map((extension, index) => ({
			path: `${beside}/${numbered(index)}.${extension}`,
			index,
			caption_path: null,
		})),
	};
}

/** How often each picture is seen in an epoch, unless somebody says otherwise. */
export const USUAL_REPEATS = 10;

const numbered = (index: number) => String(index + 1).padStart(4, "0");

/** Words as part of a folder's name. */
export function folderWord(words: string): string {
	const word = words
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "_")
		.slice(0, 60)
		.replace(/^_+|_+$/g, "");
	return word === "" ? "character" : word;
}
