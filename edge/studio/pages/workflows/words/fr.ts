import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Tout ce que ce Darkroom sait faire, et ce que vous y avez ajouté.",
	import: "Importer un workflow",
	search: "Rechercher un workflow",
	kind: "Type",
	all: "Tous",
	own: "Les vôtres",
	image: "Images",
	video: "Vidéo",
	audio: "Son",
	training: "Entraînement",
	edit: "Retouche",
	character: "Personnages",
	face: "Visages",
	upscale: "Agrandissement",
	quality: "Qualité",
	three_d: "3D",
	other: "Autres",
	count: { one: "{n} workflow", other: "{n} workflows" },
	none_title: "Aucun résultat",
	none_text: "Essayez d’autres mots, ou affichez-les tous.",
	show_all: "Tout afficher",
	own_title: "Aucun à vous pour l’instant",
	own_text:
		"Déposez un fichier de l’éditeur ComfyUI, ou une image qu’il a enregistrée : il devient un formulaire que chacun peut remplir.",
	memory: "{n} Go de mémoire GPU",
	about: "environ {time}",
});
