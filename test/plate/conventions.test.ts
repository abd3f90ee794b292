import { conventions } from '@core/plate/conventions'
import { isNotPlate, parseName } from '@core/plate/parse-name'
import { describe, expect, it } from 'vitest'

/** path, then convention, plate, well, site, channel, z, t; `-` = the name does not say. */
const table = `
bbbc005 | SIMCEPImages_B14_C22_F17_s09_w2.TIF | SIMCEPImages B14 9 2 - -
cv | Assay 12_H11_T0003F012L01A02Z04C03.tif | Assay 12;H11;12;3;4;3
cv | P07_SCREEN_P24_T0001F0036L01A01Z118C04.png | P07_SCREEN;P24;36;4;118;1
cvstitch | run5/AB-07_F0002_T0001_Z0009_C03.tif | run5;AB07;2;3;9;1
cq1 | kidney/Image/W0025F0003T0002Z004C2.tif | kidney;C01;3;2;4;2
cq1 | kidney/Projection/W0097F0001T0001Z000C1.tif | kidney;E01;1;1;0;1
harmony | BX12__2023-02-03T04_05_06-Measurement 2/Images/r16c24f109p12-ch11sk31fk1fl1.tiff | BX12;P24;109;11;12;31
harmony | r27c48f01p01-ch1.tiff | -;AA48;1;1;1;-
columbus | P9/032048-7-002013004.tif | P9;AF48;7;4;13;2
columbus2 | P9/008012-25.tif | P9;H12;25;-;-;-
flex | Opera 3/016024002.flex | Opera 3;P24;2;-;-;-
incell | Kinase_H - 12(fld 09 wv Red - Cy5 z 11 time 3 - 900ms).tif | Kinase;H12;9;Red - Cy5;11;3
incell | B - 2(fld 3 wv FITC wix 2).tif | -;B02;3;FITC;-;-
incell7 | H_12_f9_c3_x561_m600_z2_t14.tif | -;H12;9;3;2;14
evos | My dish_Plate_R_p03_z2_0_B11f07d1.TIF | My dish;B11;7;1;2;3
cellomicsT | live_230101120000i3t012C05f04d1.TIF | live_230101120000;C05;4;1;-;12
cellomics | TOX-7_230101120001_H12f15d3.C01 | TOX-7_230101120001;H12;15;3;-;-
cellomics | C05f0o2.DIB | -;C05;0;2;-;-
scanr | tox/data/H12--W00096--P00021--Z00003--T00007--Cy 5.tif | tox;H12;21;Cy 5;3;7
scanr | tox/data/--W00013--P00001--Z00000--T00000--DAPI.tif | tox;B01;1;DAPI;0;0
embl | kinome--siRNA 5--10nM--W0384--P010--T0011--Z002--C01.ome.tif | kinome;P24;10;C01;2;11
matrix | exp--1/slide--S01/chamber--U11--V07/field--X02--Y03/image--L01--S01--U11--V07--J09--E00--O00--X02--Y03--T0004--Z05--C02.ome.tif | exp--1;H12;X02--Y03;2;5;4
matrix | I--L0--U02--V01--X00--Y00.tif | -;B03;X00--Y00;-;-;-
jobs | Dish 2/20240102_030405_678__WellH12_PointH12_0013_ChannelDAPI,GFP_Seq0207.nd2 | Dish 2;H12;13;DAPI,GFP;-;-
squid | acq 4/11/AF48_3_12_BF_LED_matrix_full.bmp | acq 4;AF48;3;BF_LED_matrix_full;12;11
gen5 | C10ROI2_02_3_15_GFP 469,525_007.tif | -;C10;15;GFP 469,525;-;7
gen5 | H12_-2_1_1_Stitched[Read 2_Bright Field]_012.tif | -;H12;1;Bright Field;-;12
incucyte | Tumour_3_H12_4_02d13h45m.tif | Tumour_3;H12;4;-;-;02d13h45m
incucyte | green/VID7_B2_1_2023y11m04d_09h05m.png | VID7;B02;1;green;-;2023y11m04d_09h05m
incucyte | VID7_Red_B2_1_00d00h00m.tif | VID7;B02;1;Red;-;00d00h00m
incuraw | 2311/04/0905/17/H12-4-Ph.tif | 17;H12;4;Ph;-;2311/04/0905
sbs | Channel 2-13-B-01-03.tif | -;B01;3;2;-;-
bd | 2023-01-01_004/Well H012/Alexa 647 - n000014.tif | 2023-01-01_004;H12;-;Alexa 647;14;-
mias | 007-1/Well0096/mode3_z002_t001_im1_2.tif | 007-1;H12;-;3;2;1
incarta | t4_P24_s9_w5_z31.tif | -;P24;9;5;31;4
rxrx | HEPG2-9/Plate4/AF48_s2_w6.png | Plate4;AF48;2;6;-;-
cellworx | kinase_CP1_P24_12_w685.tif | kinase_CP1;P24;12;685;-;-
lasx2 | Scan 3_C_11_t4_s12_ch02.tif | Scan 3;C11;12;2;-;4
metaxpress | Neuro_2_AD17_s12_w10_t3_z4.tif | Neuro_2;AD17;12;10;4;3
metaxpress | Neuro_2_C07_s1_w1_z4_t3.tif | Neuro_2;C07;1;1;4;3
metaxpress | D/TimePoint_12/ZStep_3/Neuro_C07_s2_w41a2b3c4d-0a1b-2c3d-4e5f-0123456789ab.tif | Neuro;C07;2;4;3;12
metaxpress | Neuro_C07_s31A2B3C4D-0A1B-2C3D-4E5F-0123456789AB.tif | Neuro;C07;3;-;-;-
metaxpress | Neuro_C07_w2_[1A2B3C4D-0A1B-2C3D-4E5F-0123456789AB].tif | Neuro;C07;-;2;-;-
metaxpress | 24280-Hoechst/cdp2bioactives_p24_s6_w1ABCDEF01-2345-4678-9ABC-DEF012345678.tif | 24280;P24;6;1;-;-
metaxpress | Neuro/C07_s1_w2.tif | Neuro;C07;1;2;-;-
metaxpress | Neuro/C07_S1_W2.TIF | Neuro;C07;1;2;-;-
metaxpress | c07_s3_w21A2B3C4D-0A1B-2C3D-4E5F-0123456789AB.tif | -;C07;3;2;-;-
metaxpress | S01_A05_C07_s1_w2.tif | S01_A05;C07;1;2;-;-
nd | run_H12_w2confGFP_s96_t10.stk | run;H12;96;2;-;10
lasx | TileScan 4_H12-2_t3_z12_RAW_ch03.tif | TileScan 4;H12;2;3;12;3
lasx | Scan/H2_t1_z0_ch00.tif | Scan;H02;-;0;0;1
lasx | Scan/H2_z1_ch00.tif | Scan;H02;-;0;1;-
lasx | TileScan 4 A1_H2_z1_ch00.tif | TileScan 4 A1;H02;-;0;1;-
cpg | H12_i9_ch4.png | -;H12;9;4;-;-
series | scan 7 [Well 96, Field 3 (Spot 288)].png | scan 7;H12;3;-;-;-
omezarr | data/embryo.zarr/H/12/3 | embryo;H12;3;-;-;-
wellonly | Plate 12_P24.tif | Plate 12;P24;-;-;-;-
wellonly | tox_B071A2B3C4D-0A1B-2C3D-4E5F-0123456789AB.tif | tox;B07;-;-;-;-
`

const rows = table
  .trim()
  .split('\n')
  .map((line) => line.split(' | '))

describe('naming conventions', () => {
  for (const [convention, path, values] of rows) {
    it(path, () => {
      const [plate, well, site, channel, z, t] = values.split(values.includes(';') ? ';' : ' ')
      const said = Object.entries({ plate, well, site, channel, z, t }).filter(([, value]) => value !== '-')
      expect(parseName(path)).toEqual({ convention, ...Object.fromEntries(said) })
    })
  }

  it('has an example for each that is believed on one name', () => {
    const shown = new Set(rows.map(([convention]) => convention))
    const missing = conventions.map(({ id }) => id).filter((id) => !shown.has(id))
    // The short Incucyte form needs the names around it.
    expect(missing).toEqual(['incucyteshort'])
  })

  it('reads names in any case, in either form of accents, with either slash', () => {
    expect(parseName('HÉLA_C07_S1_W2.TIFF'.normalize('NFD'))).toEqual({
      convention: 'metaxpress',
      plate: 'HÉLA'.normalize('NFC'),
      well: 'C07',
      site: '1',
      channel: '2',
    })
    expect(parseName('P9\\032048-7-002013004.tif')).toMatchObject({ plate: 'P9', well: 'AF48' })
  })

  it('reads a name of 240 characters', () => {
    const prefix = 'x'.repeat(221)
    const name = `${prefix}_B02_s1_w1.tiff`
    expect(name.length).toBeGreaterThan(235)
    expect(parseName(name)).toMatchObject({ plate: prefix, well: 'B02' })
  })
})

describe('names that are no plate images', () => {
  const reasons: [string, string][] = [
    ['Thumbs.db', 'system-file'],
    ['.DS_Store', 'system-file'],
    ['._Neuro_C07_s1_w1.tif', 'system-file'],
    ['~$Neuro_C07_s1_w1.tif', 'system-file'],
    ['@eaDir/Neuro_C07_s1_w1.tif', 'system-file'],
    ['__MACOSX/Neuro_C07_s1_w1.tif', 'system-file'],
    ['$RECYCLE.BIN/Neuro_C07_s1_w1.tif', 'system-file'],
    ['Neuro_C07_s1_w1_thumbABCDEF01-2345-4678-9ABC-DEF012345678.tif', 'thumbnail'],
    ['Neuro_C07_s1_thumb.tif', 'thumbnail'],
    ['Thumbs/Neuro_C07_s1_w1.tif', 'thumbnail'],
    ['SC_BP525-50_40x_M10_CH02.tif', 'calibration-frame'],
    ['DC_sCMOS #1_CAM1.tif', 'calibration-frame'],
    ['FFC_Profile/r01c01f01p01-ch1.tiff', 'calibration-frame'],
    ['Plate1_IllumDNA.tif', 'calibration-frame'],
    ['Channel2ILLUM.mat', 'calibration-frame'],
    ['flatfield_w1.tif', 'calibration-frame'],
    ['Plate1_illumination_w2.tif', 'calibration-frame'],
    ['x-Illum.tif', 'calibration-frame'],
    ['darkfield/w1.tif', 'calibration-frame'],
    ['Darkfield_A01.tif', 'calibration-frame'],
    ['illumination_functions/Neuro_C07_s1_w1.tif', 'calibration-frame'],
    ['TOX_B02f0d0_SegmentedCells.png', 'analysis-output'],
    ['Neuro_C07_s1_w1_cp_masks.png', 'analysis-output'],
    ['Neuro_C07_s1_w1_Simple Segmentation.tif', 'analysis-output'],
    ['Neuro_C07_s1_w1_Probabilities.tif', 'analysis-output'],
    ['results/Neuro_C07_s1_w1.tif', 'analysis-output'],
    ['PlateTemplate.png', 'analysis-output'],
    ['labels/Neuro_C07_s1_w1.tif', 'analysis-output'],
    ['Neuro_C07_s1_w1_labels.tif', 'own-output'],
    ['Illumina run 3.tif', 'no-convention'],
    ['C2C12_GFP.tif', 'no-convention'],
    ['B16F10.tif', 'no-convention'],
    ['E14.5_limb.tif', 'no-convention'],
    ['IMG_2031.tif', 'no-convention'],
    ['Series007_z03_ch01.tif', 'no-convention'],
    ['Pos4_t010_z02_ch00.tif', 'no-convention'],
    ['12_XY03_00002_CH4.tif', 'no-convention'],
    ['img_channel001_position002_time000000000_z003.tif', 'no-convention'],
    ['manual_3_0_Fluorescence_405_nm_Ex.tiff', 'no-convention'],
    ['Neuro_A49_s1_w1.tif', 'no-convention'],
    ['run_w2confGFP_s96_t10.stk', 'no-well'],
    ['leaf_d4.tif', 'undecided'],
    ['embryo_d3_s1.tif', 'undecided'],
    ['cells_G1.tif', 'undecided'],
  ]
  for (const [name, reason] of reasons) {
    it(`${name}: ${reason}`, () => {
      const parsed = parseName(name)
      expect(isNotPlate(parsed) && parsed.notPlate).toBe(reason)
      expect(isNotPlate(parsed) && parsed.detail).toMatch(/^[A-Z].+\.$/)
    })
  }
})
