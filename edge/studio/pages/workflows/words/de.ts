import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Alles, was dieser Darkroom kann, und was Sie ihm beigebracht haben.",
	import: "Workflow importieren",
	search: "Workflows suchen",
	kind: "Art",
	all: "Alle",
	own: "Eigene",
	image: "Bilder",
	video: "Video",
	audio: "Ton",
	training: "Training",
	edit: "Bearbeiten",
	character: "Figuren",
	face: "Gesichter",
	upscale: "Vergrößern",
	quality: "Qualität",
	three_d: "3D",
	other: "Anderes",
	count: { one: "{n} Workflow", other: "{n} Workflows" },
	none_title: "Nichts gefunden",
	none_text: "Versuchen Sie andere Wörter, oder sehen Sie alle an.",
	show_all: "Alle zeigen",
	own_title: "Noch keine eigenen",
	own_text:
		"Legen Sie eine Datei aus dem ComfyUI-Editor ab, oder ein Bild daraus: Sie wird zu einem Formular, das alle ausfüllen können.",
	memory: "{n} GB Grafikspeicher",
	about: "etwa {time}",
});
