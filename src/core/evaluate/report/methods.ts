import type { Evaluation } from '../evaluation'

/** The methods in words, ready for a paper, and what to cite. */
export function methodsText(evaluation: Evaluation, version: string): string[] {
  const { images, segmenters, clusteredBy } = evaluation
  const nuclei = segmenters[0].all.summary.targets.toLocaleString('en-US')
  const unit = clusteredBy === 'image' ? 'images' : `images, drawn together by ${clusteredBy}`
  const paragraphs = [
    `Segmentations of ${images.length} images (${nuclei} annotated nuclei) were compared with the annotations with Karyon ${version}, following Caicedo et al. (2019). For each pair of an annotated and a predicted nucleus the intersection over union (IoU) was computed; a predicted nucleus counted as correct at threshold t when its IoU with an annotated one was strictly above t, for t = 0.50, 0.55, …, 0.95. With TP correct, FP unmatched predicted and FN unmatched annotated nuclei, F1 = 2TP / (2TP + FP + FN); the score S of an image is the mean over the ten thresholds of TP / (TP + FP + FN). S and F1 are averaged over images unless called pooled, where TP, FP and FN are summed over all images first. An image without annotated and predicted nuclei scores 1; one with nuclei on one side only scores 0.`,
    `Missed and extra nuclei were counted at IoU > 0.7. An annotated nucleus was counted as split when more than one predicted nucleus shared IoU > 0.1 with it, a predicted nucleus as merged when it shared IoU > 0.1 with more than one annotated nucleus. The count error is the mean over images with annotated nuclei of the absolute difference of the counts divided by the annotated count.`,
    `Intervals are 95 % percentile bootstrap intervals over ${unit} (2,000 resamplings); a single one has none.${segmenters.length > 1 ? ' Segmenters were compared on the images they all have, by a two-sided paired sign-flip test of the mean difference.' : ''} All comparisons with thresholds were made in whole numbers of pixels.`,
    'Cite: Caicedo, J. C. et al. Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl. Nature Methods 16, 1247–1253 (2019). doi:10.1038/s41592-019-0612-7',
  ]
  if (evaluation.groupSource) paragraphs.splice(2, 0, `Groups: ${evaluation.groupSource}.`)
  return paragraphs
}
