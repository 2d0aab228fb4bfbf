import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Tudo o que este Darkroom sabe fazer, e o que você acrescentou.",
	import: "Importar um workflow",
	search: "Buscar workflows",
	kind: "Tipo",
	all: "Todos",
	own: "Seus",
	image: "Imagens",
	video: "Vídeo",
	audio: "Som",
	training: "Treino",
	edit: "Edição",
	character: "Personagens",
	face: "Rostos",
	upscale: "Ampliação",
	quality: "Qualidade",
	three_d: "3D",
	other: "Outros",
	count: { one: "{n} workflow", other: "{n} workflows" },
	none_title: "Nada corresponde",
	none_text: "Tente outras palavras ou veja todos.",
	show_all: "Mostrar todos",
	own_title: "Nenhum seu ainda",
	own_text:
		"Solte um arquivo do editor do ComfyUI, ou uma imagem salva por ele: vira um formulário que qualquer pessoa preenche.",
	memory: "{n} GB de memória de GPU",
	about: "cerca de {time}",
});
