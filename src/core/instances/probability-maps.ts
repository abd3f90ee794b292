/**
 * What the network says of each pixel, at the image's own resolution, row by row, each value 0…1:
 * `body` inside a nucleus, `border` between touching nuclei, `distance` to the nucleus's boundary divided by
 * its maximum in that nucleus (1 at the centre).
 */
export interface ProbabilityMaps {
  readonly width: number
  readonly height: number
  readonly body: Float32Array
  readonly border: Float32Array
  readonly distance: Float32Array
  /**
   * Of models with these heads, where the manifest uses them: (way from the nucleus's centre ÷ its equivalent
   * diameter + 1) ÷ 2, down and to the right; ½ in the centre.
   */
  readonly offsetY?: Float32Array
  readonly offsetX?: Float32Array
}
