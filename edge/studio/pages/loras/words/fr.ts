import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "De petits fichiers qui apprennent un visage ou un style à un modèle. Les tâches les utilisent par leur nom.",
	upload: "Importer un LoRA",
	upload_yes: "Importer",
	train: "En entraîner un",
	empty_title: "Aucun LoRA",
	empty_text: "Entraînez-en un à partir d’un jeu de données, ou importez votre fichier .safetensors.",
	more: "Afficher plus",
	awaits: "Sa prochaine version est en cours d’entraînement",
	versions: "{n} versions",
	drop: "Déposez un fichier .safetensors",
	drop_text: "Il est vérifié avant l’envoi et stocké une seule fois.",
	choose: "Choisir un fichier",
	choose_other: "Un autre fichier",
	sending: "Envoi",
	name: "Nom",
	name_hint: "Minuscules, chiffres, - et _. Un nom existant reçoit sa version suivante",
	family: "Famille du modèle de base",
	family_file: "Selon le fichier",
	trigger_word: "Mot déclencheur",
	trigger_hint: "Vide : selon le fichier",
	licence: "Conditions d’utilisation",
	note: "Note",
	fault_format: "Ce n’est pas un fichier .safetensors, quel que soit son nom.",
	fault_pickle:
		"C’est un pickle, qui peut exécuter des programmes à l’ouverture. Convertissez-le d’abord en .safetensors.",
	fault_cut_off: "Le fichier est tronqué : son en-tête annonce plus qu’il n’y a. Téléchargez-le à nouveau.",
	fault_no_lora: "Il n’a pas de tenseurs d’un LoRA : c’est un modèle entier ou un embedding.",
	fault_large: "Il dépasse 2 Go, ce qu’aucun LoRA ne fait.",
	fault_empty: "Le fichier est vide.",
});
