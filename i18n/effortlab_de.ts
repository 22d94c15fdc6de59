<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>ChartExport</name>
    <message>
        <source>The size of the figure must be between 1 and 2000 mm.</source>
        <translation>Die Größe der Abbildung muss zwischen 1 und 2000 mm liegen.</translation>
    </message>
    <message>
        <source>The font size must be between 1 and 144 points.</source>
        <translation>Die Schriftgröße muss zwischen 1 und 144 Punkt liegen.</translation>
    </message>
    <message>
        <source>This size at %1 dpi is not possible; choose a smaller one.</source>
        <translation>Diese Größe ist bei %1 dpi nicht möglich; wählen Sie eine kleinere.</translation>
    </message>
    <message>
        <source>The chart could not be drawn.</source>
        <translation>Das Diagramm konnte nicht gezeichnet werden.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>FramePlot</name>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>series and value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>what is counted, which</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>OriginStyle</name>
    <message>
        <source>Full frame</source>
        <comment>where a box was detected</comment>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>Fovea</source>
        <comment>where a box was detected</comment>
        <translation>Fovea</translation>
    </message>
    <message>
        <source>Scan tile</source>
        <comment>where a box was detected</comment>
        <translation>Suchkachel</translation>
    </message>
    <message>
        <source>Held</source>
        <comment>where a box was detected</comment>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Full</source>
        <comment>what was done with a frame</comment>
        <translation>Ganz</translation>
    </message>
    <message>
        <source>Fovea</source>
        <comment>what was done with a frame</comment>
        <translation>Fovea</translation>
    </message>
    <message>
        <source>Skipped</source>
        <comment>what was done with a frame</comment>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>The detector saw it in the whole frame.</source>
        <translation>Der Detektor hat es im ganzen Bild gesehen.</translation>
    </message>
    <message>
        <source>The detector saw it in a fovea: a tile cut out around it.</source>
        <translation>Der Detektor hat es in einer Fovea gesehen: einer Kachel, die darum herum ausgeschnitten ist.</translation>
    </message>
    <message>
        <source>The detector saw it in a tile that looks for newcomers.</source>
        <translation>Der Detektor hat es in einer Kachel gesehen, die nach Neuen sucht.</translation>
    </message>
    <message>
        <source>Not detected in this frame: the box was kept, or moved with its object.</source>
        <translation>In diesem Bild nicht detektiert: Die Box blieb stehen oder ging mit ihrem Objekt mit.</translation>
    </message>
    <message>
        <source>The detector looked at the whole frame.</source>
        <translation>Der Detektor hat das ganze Bild angesehen.</translation>
    </message>
    <message>
        <source>The detector looked at a montage of the frame&apos;s interesting parts.</source>
        <translation>Der Detektor hat eine Montage der interessanten Teile des Bildes angesehen.</translation>
    </message>
    <message>
        <source>The detector did not look; boxes were held or moved.</source>
        <translation>Der Detektor hat nicht hingesehen; die Boxen wurden gehalten oder bewegt.</translation>
    </message>
</context>
<context>
    <name>PolicyWords</name>
    <message>
        <source>Least score</source>
        <translation>Kleinste Sicherheit</translation>
    </message>
    <message>
        <source>Overlap that suppresses</source>
        <translation>Überlappung, die unterdrückt</translation>
    </message>
    <message>
        <source>Change that is a new shot</source>
        <translation>Änderung, die ein Schnitt ist</translation>
    </message>
    <message>
        <source>Every so many frames, with objects</source>
        <translation>Jedes so vielte Bild, mit Objekten</translation>
    </message>
    <message>
        <source>Every so many frames, without objects</source>
        <translation>Jedes so vielte Bild, ohne Objekte</translation>
    </message>
    <message>
        <source>A full frame again after</source>
        <translation>Wieder ein ganzes Bild nach</translation>
    </message>
    <message>
        <source>Most objects for foveas</source>
        <translation>Meiste Objekte für Foveae</translation>
    </message>
    <message>
        <source>Few objects are up to</source>
        <translation>Wenige Objekte sind bis zu</translation>
    </message>
    <message>
        <source>Some objects are up to</source>
        <translation>Einige Objekte sind bis zu</translation>
    </message>
    <message>
        <source>Montage for few objects</source>
        <translation>Montage für wenige Objekte</translation>
    </message>
    <message>
        <source>Montage for some objects</source>
        <translation>Montage für einige Objekte</translation>
    </message>
    <message>
        <source>Montage for more objects</source>
        <translation>Montage für mehr Objekte</translation>
    </message>
    <message>
        <source>Stretch of a box (z)</source>
        <translation>Streckung einer Box (z)</translation>
    </message>
    <message>
        <source>z is added</source>
        <translation>z kommt hinzu</translation>
    </message>
    <message>
        <source>Shape of the montage</source>
        <translation>Form der Montage</translation>
    </message>
    <message>
        <source>Boxes in skipped frames</source>
        <translation>Boxen in ausgelassenen Bildern</translation>
    </message>
    <message>
        <source>Every so many frames</source>
        <translation>Jedes so vielte Bild</translation>
    </message>
    <message>
        <source>Size of an object in the montage</source>
        <translation>Größe eines Objekts in der Montage</translation>
    </message>
    <message>
        <source>Largest magnification</source>
        <translation>Stärkste Vergrößerung</translation>
    </message>
    <message>
        <source>Margin around an object</source>
        <translation>Rand um ein Objekt</translation>
    </message>
    <message>
        <source>Margin for the prediction</source>
        <translation>Rand für die Vorhersage</translation>
    </message>
    <message>
        <source>Least score in foveas</source>
        <translation>Kleinste Sicherheit in Foveae</translation>
    </message>
    <message>
        <source>Merging of crops</source>
        <translation>Zusammenlegen von Ausschnitten</translation>
    </message>
    <message>
        <source>Gap between tiles</source>
        <translation>Abstand zwischen Kacheln</translation>
    </message>
    <message>
        <source>Growth into free canvas</source>
        <translation>Wachstum in freie Fläche</translation>
    </message>
    <message>
        <source>Columns of the scan grid</source>
        <translation>Spalten des Suchrasters</translation>
    </message>
    <message>
        <source>Rows of the scan grid</source>
        <translation>Zeilen des Suchrasters</translation>
    </message>
    <message>
        <source>Scan tiles in a montage</source>
        <translation>Suchkacheln in einer Montage</translation>
    </message>
    <message>
        <source>Scale of a scan tile</source>
        <translation>Maßstab einer Suchkachel</translation>
    </message>
    <message>
        <source>Look where something moves</source>
        <translation>Hinsehen, wo sich etwas bewegt</translation>
    </message>
    <message>
        <source>Look there at once</source>
        <translation>Sofort dorthin sehen</translation>
    </message>
    <message>
        <source>Fall back to full frames</source>
        <translation>Auf ganze Bilder zurückfallen</translation>
    </message>
    <message>
        <source>on each side</source>
        <translation>auf jeder Seite</translation>
    </message>
    <message>
        <source>in total</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>one square</source>
        <translation>ein Quadrat</translation>
    </message>
    <message>
        <source>a square a tile</source>
        <translation>ein Quadrat je Kachel</translation>
    </message>
    <message>
        <source>stay</source>
        <translation>bleiben stehen</translation>
    </message>
    <message>
        <source>move on</source>
        <translation>bewegen sich weiter</translation>
    </message>
    <message>
        <source>A detection&apos;s score must be above this; 0: the detector&apos;s own threshold.</source>
        <translation>Die Sicherheit einer Detektion muss darüber liegen; 0: die eigene Schwelle des Detektors.</translation>
    </message>
    <message>
        <source>Of two boxes of a class that overlap (IoU) more than this, the one of the lower score goes.</source>
        <translation>Von zwei Boxen einer Klasse, die sich (IoU) stärker überlappen, fällt die unsicherere weg.</translation>
    </message>
    <message>
        <source>A frame whose grey levels differ from the last one&apos;s by more than this in the mean (0-255) is a new shot and looked at whole; 0: never.</source>
        <translation>Ein Bild, dessen Grauwerte sich im Mittel um mehr (0-255) von denen des letzten unterscheiden, ist ein Schnitt und wird ganz angesehen; 0: nie.</translation>
    </message>
    <message>
        <source>With objects in the last frame looked at, every that many frames is looked at.</source>
        <translation>Mit Objekten im zuletzt angesehenen Bild wird jedes so vielte Bild angesehen.</translation>
    </message>
    <message>
        <source>Without objects in it, every that many frames is looked at.</source>
        <translation>Ohne Objekte darin wird jedes so vielte Bild angesehen.</translation>
    </message>
    <message>
        <source>After that many frames looked at, one is looked at whole.</source>
        <translation>Nach so vielen angesehenen Bildern wird eines ganz angesehen.</translation>
    </message>
    <message>
        <source>With more objects than this the whole frame is looked at.</source>
        <translation>Bei mehr Objekten wird das ganze Bild angesehen.</translation>
    </message>
    <message>
        <source>Up to so many objects are few: the montage takes few_scale.</source>
        <translation>Bis zu so viele Objekte sind wenige: Die Montage nimmt few_scale.</translation>
    </message>
    <message>
        <source>Up to so many objects are some: the montage takes some_scale.</source>
        <translation>Bis zu so viele Objekte sind einige: Die Montage nimmt some_scale.</translation>
    </message>
    <message>
        <source>Side of the montage for few objects, relative to the detector&apos;s input.</source>
        <translation>Seite der Montage für wenige Objekte, im Verhältnis zur Eingabe des Detektors.</translation>
    </message>
    <message>
        <source>Side of the montage for some objects, relative to the detector&apos;s input.</source>
        <translation>Seite der Montage für einige Objekte, im Verhältnis zur Eingabe des Detektors.</translation>
    </message>
    <message>
        <source>Side of the montage for more objects, relative to the detector&apos;s input.</source>
        <translation>Seite der Montage für mehr Objekte, im Verhältnis zur Eingabe des Detektors.</translation>
    </message>
    <message>
        <source>By how much of its size a box is stretched before it is cropped.</source>
        <translation>Um wie viel ihrer Größe eine Box gestreckt wird, bevor sie ausgeschnitten wird.</translation>
    </message>
    <message>
        <source>Whether z is added on each side of the box, or in total.</source>
        <translation>Ob z auf jeder Seite der Box hinzukommt oder insgesamt.</translation>
    </message>
    <message>
        <source>square: one square of the scaled input that all tiles share; per_tile: each tile is a square of the scaled shorter side of the input.</source>
        <translation>ein Quadrat: alle Kacheln teilen sich ein Quadrat der skalierten Eingabe; eines je Kachel: jede Kachel ist ein Quadrat der skalierten kürzeren Seite der Eingabe.</translation>
    </message>
    <message>
        <source>Frames that are skipped hold the last boxes, or move them by their last velocity.</source>
        <translation>Ausgelassene Bilder halten die letzten Boxen oder bewegen sie mit ihrer letzten Geschwindigkeit.</translation>
    </message>
    <message>
        <source>Every that many frames the detector looks at foveas.</source>
        <translation>In jedem so vielten Bild sieht der Detektor Foveae an.</translation>
    </message>
    <message>
        <source>After that many frames one is looked at whole; 0: only the first one and when need be.</source>
        <translation>Nach so vielen Bildern wird eines ganz angesehen; 0: nur das erste und wenn nötig.</translation>
    </message>
    <message>
        <source>Small objects are enlarged at most so much.</source>
        <translation>Kleine Objekte werden höchstens so stark vergrößert.</translation>
    </message>
    <message>
        <source>What a crop shows around an object, relative to the mean of its sides.</source>
        <translation>Was ein Ausschnitt um ein Objekt herum zeigt, im Verhältnis zum Mittel seiner Seiten.</translation>
    </message>
    <message>
        <source>How many standard deviations of its prediction a crop grows by.</source>
        <translation>Um wie viele Standardabweichungen seiner Vorhersage ein Ausschnitt wächst.</translation>
    </message>
    <message>
        <source>Objects that are believed in less than this get no fovea of their own.</source>
        <translation>Objekte, an die weniger geglaubt wird, bekommen keine eigene Fovea.</translation>
    </message>
    <message>
        <source>Two crops become one where it takes at most this times the pixels of both; 0: never.</source>
        <translation>Aus zwei Ausschnitten wird einer, wenn er höchstens so viel mal die Pixel beider braucht; 0: nie.</translation>
    </message>
    <message>
        <source>Pixels between the tiles of a montage.</source>
        <translation>Pixel zwischen den Kacheln einer Montage.</translation>
    </message>
    <message>
        <source>How far tiles grow into free canvas on each side, relative to their size.</source>
        <translation>Wie weit Kacheln auf jeder Seite in freie Fläche wachsen, im Verhältnis zu ihrer Größe.</translation>
    </message>
    <message>
        <source>Columns of the grid that scan tiles walk over, for newcomers.</source>
        <translation>Spalten des Rasters, über das Suchkacheln auf der Suche nach Neuen wandern.</translation>
    </message>
    <message>
        <source>Rows of that grid.</source>
        <translation>Zeilen dieses Rasters.</translation>
    </message>
    <message>
        <source>Depth of the strips along the frame&apos;s edges that are scanned too, relative to its shorter side; 0: none.</source>
        <translation>Tiefe der Streifen an den Bildrändern, die auch abgesucht werden, im Verhältnis zur kürzeren Seite; 0: keine.</translation>
    </message>
    <message>
        <source>How much sooner those strips come again than the grid&apos;s tiles.</source>
        <translation>Wie viel früher diese Streifen wieder an der Reihe sind als die Kacheln des Rasters.</translation>
    </message>
    <message>
        <source>Scan tiles in a montage; 0: none.</source>
        <translation>Suchkacheln in einer Montage; 0: keine.</translation>
    </message>
    <message>
        <source>Things that move and are not known get a fovea.</source>
        <translation>Was sich bewegt und nicht bekannt ist, bekommt eine Fovea.</translation>
    </message>
    <message>
        <source>They get it at once, not only when the detector looks anyway.</source>
        <translation>Sie bekommen sie sofort, nicht erst, wenn der Detektor ohnehin hinsieht.</translation>
    </message>
    <message>
        <source>Where foveas find less than full frames do, look at every fifth frame, whole, for a while.</source>
        <translation>Wo Foveae weniger finden als ganze Bilder, eine Weile jedes fünfte Bild ganz ansehen.</translation>
    </message>
    <message>
        <source>Every frame in full</source>
        <translation>Jedes Bild ganz</translation>
    </message>
    <message>
        <source>Every K-th frame, boxes held</source>
        <translation>Jedes K-te Bild, Boxen gehalten</translation>
    </message>
    <message>
        <source>Every K-th frame, tracked</source>
        <translation>Jedes K-te Bild, verfolgt</translation>
    </message>
    <message>
        <source>Foveas: thesis</source>
        <translation>Foveae: wie in der Arbeit</translation>
    </message>
    <message>
        <source>Foveas: best</source>
        <translation>Foveae: beste</translation>
    </message>
    <message>
        <source>1 frame in %1, boxes held</source>
        <translation>1 Bild von %1, gehalten</translation>
    </message>
    <message>
        <source>1 frame in %1, tracked</source>
        <translation>1 Bild von %1, verfolgt</translation>
    </message>
    <message>
        <source>The detector looks at each whole frame: what everything else is compared with.</source>
        <translation>Der Detektor sieht jedes Bild ganz an: womit alles andere verglichen wird.</translation>
    </message>
    <message>
        <source>The detector looks at every K-th frame; between, the boxes stay where they are.</source>
        <translation>Der Detektor sieht jedes K-te Bild an; dazwischen bleiben die Boxen stehen.</translation>
    </message>
    <message>
        <source>The detector looks at every K-th frame; between, a tracker moves the boxes. The rival to beat.</source>
        <translation>Der Detektor sieht jedes K-te Bild an; dazwischen bewegt ein Verfolger die Boxen. Der Rivale, den es zu schlagen gilt.</translation>
    </message>
    <message>
        <source>Multi-Fovea as written in chapter 3: few frames are looked at, most of them as a montage of the last frame&apos;s objects; boxes are held between.</source>
        <translation>Multi-Fovea, wie in Kapitel 3 beschrieben: Wenige Bilder werden angesehen, die meisten als Montage der Objekte des letzten Bildes; dazwischen werden Boxen gehalten.</translation>
    </message>
    <message>
        <source>Multi-Fovea made fast and exact: tiles at the size the detector likes best, packed tightly, where the tracker expects objects, and scan tiles for newcomers.</source>
        <translation>Multi-Fovea, schnell und genau gemacht: Kacheln in der Größe, die der Detektor am liebsten hat, dicht gepackt, dort, wo der Verfolger Objekte erwartet, und Suchkacheln für Neue.</translation>
    </message>
    <message>
        <source>Strips along the edges</source>
        <translation>Streifen an den Rändern</translation>
    </message>
    <message>
        <source>Edges scanned more often</source>
        <translation>Ränder öfter absuchen</translation>
    </message>
    <message>
        <source>Sure objects every so many looks</source>
        <translation>Sichere Objekte jedes so vielte Mal</translation>
    </message>
    <message>
        <source>Pixels of a montage</source>
        <translation>Pixel einer Montage</translation>
    </message>
    <message>
        <source>Long side of an object in the montage, in pixels; 0: 40, or 80 for YOLO detectors.</source>
        <translation>Lange Seite eines Objekts in der Montage, in Pixeln; 0: 40, bei YOLO-Detektoren 80.</translation>
    </message>
    <message>
        <source>Objects that are followed surely are looked at only every that many looks.</source>
        <translation>Objekte, die sicher verfolgt werden, werden nur jedes so vielte Mal angesehen.</translation>
    </message>
    <message>
        <source>Pixels of a montage, relative to a full frame&apos;s canvas: the most urgent is looked at first.</source>
        <translation>Pixel einer Montage, im Verhältnis zur Fläche eines ganzen Bildes: Das Dringendste wird zuerst angesehen.</translation>
    </message>
    <message>
        <source>Scale of scan tiles, relative to a full frame&apos;s.</source>
        <translation>Maßstab der Suchkacheln, im Verhältnis zu dem eines ganzen Bildes.</translation>
    </message>
    <message>
        <source>Scan tiles while the camera moves</source>
        <translation>Suchkacheln bei bewegter Kamera</translation>
    </message>
    <message>
        <source>The same while the camera moves, when motion does not give newcomers away.</source>
        <translation>Dasselbe, während die Kamera sich bewegt und Neue nicht durch Bewegung auffallen.</translation>
    </message>
</context>
<context>
    <name>ProbePoints</name>
    <message>
        <source>Probe %1</source>
        <translation>Probe %1</translation>
    </message>
</context>
<context>
    <name>RemainingText</name>
    <message>
        <source>%1 min left</source>
        <translation>noch %1 min</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
</context>
<context>
    <name>SavingsPainter</name>
    <message>
        <source>Executed</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>SPET</source>
        <translation>SPET</translation>
    </message>
    <message>
        <source>SFMA</source>
        <translation>SFMA</translation>
    </message>
    <message>
        <source>SDSS</source>
        <translation>SDSS</translation>
    </message>
    <message>
        <source>Nothing counted yet.</source>
        <translation>Noch nichts gezählt.</translation>
    </message>
    <message>
        <source>Share of the layer&apos;s dense MACs (%)</source>
        <translation>Anteil an den MACs (%)</translation>
    </message>
    <message>
        <source>MACs an image</source>
        <translation>MACs je Bild</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
</context>
<context>
    <name>StudyAxis</name>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>StudyMaps</name>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
</context>
<context>
    <name>StudyPlot</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>row %1, column %2: %3</source>
        <translation>Zeile %1, Spalte %2: %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <comment>a value, then where on the x axis</comment>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source> (%1 to %2)</source>
        <translation> (%1 bis %2)</translation>
    </message>
</context>
<context>
    <name>StudyText</name>
    <message>
        <source>Margin density</source>
        <translation>Abstandsdichte</translation>
    </message>
    <message>
        <source>Sign prediction</source>
        <translation>Vorzeichenvorhersage</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>Verhältnisse</translation>
    </message>
    <message>
        <source>Time a layer</source>
        <translation>Zeit je Schicht</translation>
    </message>
    <message>
        <source>Knob shares</source>
        <translation>Regleranteile</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>Rechenwerke</translation>
    </message>
    <message>
        <source>Effort map</source>
        <translation>Aufwandskarte</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Netze</translation>
    </message>
    <message>
        <source>How far apart the two best classes are (margin = p1 - p2), of images the network gets right and of the others: most are easy</source>
        <translation>Wie weit die zwei besten Klassen auseinanderliegen (Abstand = p1 - p2), bei richtig erkannten Bildern und bei den anderen: Die meisten sind leicht</translation>
    </message>
    <message>
        <source>How often the sign of a sum is right after part of its inputs, by layer and by order: what SPET bets on</source>
        <translation>Wie oft das Vorzeichen einer Summe nach einem Teil der Eingaben stimmt, je Schicht und Reihenfolge: worauf SPET setzt</translation>
    </message>
    <message>
        <source>Dense / with knobs, in operations and in measured time, of the whole network</source>
        <translation>Dicht / mit Reglern, in Operationen und gemessener Zeit, für das ganze Netz</translation>
    </message>
    <message>
        <source>Measured time of every layer with its knobs, the dense layer = 1</source>
        <translation>Gemessene Zeit jeder Schicht mit ihren Reglern, die dichte Schicht = 1</translation>
    </message>
    <message>
        <source>Share of every layer&apos;s dense MACs that is executed and that each knob saves; they add up to 1</source>
        <translation>Anteil der dichten MACs jeder Schicht, der ausgeführt wird und den jeder Regler spart; zusammen 1</translation>
    </message>
    <message>
        <source>Measured time of the network under its knobs against dense engines, one image at a time, with 95 % intervals</source>
        <translation>Gemessene Zeit des Netzes mit seinen Reglern gegen dichte Rechenwerke, Bild für Bild, mit 95-%-Intervallen</translation>
    </message>
    <message>
        <source>Operations each neuron of a layer really used for one image, beside the layer&apos;s outputs</source>
        <translation>Operationen, die jedes Neuron einer Schicht für ein Bild wirklich brauchte, neben den Ausgaben der Schicht</translation>
    </message>
    <message>
        <source>Share of a layer&apos;s outputs that saturate (0 behind a ReLU), by layer and class</source>
        <translation>Anteil der gesättigten Ausgaben einer Schicht (0 hinter einer ReLU), je Schicht und Klasse</translation>
    </message>
    <message>
        <source>How alike outputs some pixels apart are, by layer: suggests the sampling period of SDSS</source>
        <translation>Wie ähnlich Ausgaben in einigen Pixeln Abstand sind, je Schicht: schlägt die Abtastperiode von SDSS vor</translation>
    </message>
    <message>
        <source>Operations that each image needs under the present knobs, sorted</source>
        <translation>Operationen, die jedes Bild mit den jetzigen Reglern braucht, sortiert</translation>
    </message>
    <message>
        <source>Accuracy against MACs and time of several networks, the dense one joined to the tuned one</source>
        <translation>Genauigkeit über MACs und Zeit mehrerer Netze, das dichte mit dem abgestimmten verbunden</translation>
    </message>
</context>
<context>
    <name>StudyWords</name>
    <message>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <source>odd</source>
        <translation>ungerade</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>magnitude</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>executed</source>
        <translation>ausgeführt</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>Gate</translation>
    </message>
    <message>
        <source>network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>knobs</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>dicht</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>Operationen</translation>
    </message>
    <message>
        <source>time, skip</source>
        <translation>Zeit, auslassend</translation>
    </message>
    <message>
        <source>time, measure</source>
        <translation>Zeit, messend</translation>
    </message>
    <message>
        <source>what is compared</source>
        <translation>was verglichen wird</translation>
    </message>
    <message>
        <source>share of the dense MACs</source>
        <translation>Anteil der dichten MACs</translation>
    </message>
    <message>
        <source>dense / with knobs (95 % interval)</source>
        <translation>dicht / mit Reglern (95-%-Intervall)</translation>
    </message>
    <message>
        <source>decision margin (top-1 minus top-2 probability)</source>
        <translation>Entscheidungsabstand (Wahrscheinlichkeit von Rang 1 minus Rang 2)</translation>
    </message>
    <message>
        <source>density of the images</source>
        <translation>Dichte der Bilder</translation>
    </message>
    <message>
        <source>all knobs are off: every layer is dense</source>
        <translation>alle Regler sind aus: jede Schicht ist dicht</translation>
    </message>
    <message>
        <source>gate: net of its 8-bit pass, in exact MACs; below zero where more images are repeated than pays</source>
        <translation>Gate: abzüglich seines 8-Bit-Durchgangs, in exakten MACs; unter null, wo mehr Bilder wiederholt werden, als sich lohnt</translation>
    </message>
    <message>
        <source>operations: the interval is over the images</source>
        <translation>Operationen: Das Intervall geht über die Bilder</translation>
    </message>
    <message>
        <source>time: dense is the engine fast; medians of rounds that ran one after the other in turn, one image at a time</source>
        <translation>Zeit: dicht ist das Rechenwerk fast; Mediane von Runden, die abwechselnd liefen, Bild für Bild</translation>
    </message>
    <message>
        <source>easy: images that the dense network classifies rightly; hard: the others; together the area is 1</source>
        <translation>leicht: Bilder, die das dichte Netz richtig erkennt; schwer: die anderen; die Fläche ist zusammen 1</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>gesättigt</translation>
    </message>
    <message>
        <source>correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>effort</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>fast</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Rechenwerk</translation>
    </message>
    <message>
        <source>image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>MACs a neuron; activation</source>
        <translation>MACs je Neuron; Aktivierung</translation>
    </message>
    <message>
        <source>saturated outputs</source>
        <translation>gesättigte Ausgaben</translation>
    </message>
    <message>
        <source>distance of the neurons</source>
        <translation>Abstand der Neuronen</translation>
    </message>
    <message>
        <source>correlation of their outputs</source>
        <translation>Korrelation ihrer Ausgaben</translation>
    </message>
    <message>
        <source>inputs summed</source>
        <translation>summierte Eingaben</translation>
    </message>
    <message>
        <source>signs predicted rightly</source>
        <translation>richtig vorhergesagte Vorzeichen</translation>
    </message>
    <message>
        <source>MACs an image</source>
        <translation>MACs je Bild</translation>
    </message>
    <message>
        <source>ms an image</source>
        <translation>ms je Bild</translation>
    </message>
    <message>
        <source>top-1 accuracy (95 % interval)</source>
        <translation>Top-1-Genauigkeit (95-%-Intervall)</translation>
    </message>
    <message>
        <source>time, dense = 1 (one thread, 95 % interval of the median)</source>
        <translation>Zeit, dicht = 1 (ein Thread, 95-%-Intervall des Medians)</translation>
    </message>
    <message>
        <source>right: images that the network classifies rightly under the knobs; wrong: the others</source>
        <translation>richtig: Bilder, die das Netz mit den Reglern richtig erkennt; falsch: die anderen</translation>
    </message>
    <message>
        <source>of each network its dense point first, then that under its knobs (time: skipping work)</source>
        <translation>von jedem Netz zuerst der dichte Punkt, dann der mit seinen Reglern (Zeit: mit Auslassen)</translation>
    </message>
    <message>
        <source>all knobs are off: every image takes the dense MACs</source>
        <translation>alle Regler sind aus: jedes Bild braucht die dichten MACs</translation>
    </message>
    <message>
        <source>the gate is left out: it decides by image, not by layer</source>
        <translation>das Gate bleibt außen vor: Es entscheidet je Bild, nicht je Schicht</translation>
    </message>
    <message>
        <source>saturated: zeros of ReLU; of sigmoid and tanh what is within 5 % of the range from one of its ends</source>
        <translation>gesättigt: Nullen der ReLU; bei Sigmoid und Tanh, was höchstens 5 % des Bereichs von einem Ende entfernt ist</translation>
    </message>
    <message>
        <source>effort: MACs that a neuron took; activation: its output; both the mean over the output maps, or of the one map asked for</source>
        <translation>Aufwand: MACs, die ein Neuron brauchte; Aktivierung: seine Ausgabe; beides im Mittel der Ausgabekarten oder von der gewählten Karte</translation>
    </message>
</context>
<context>
    <name>TradeoffPlot</name>
    <message>
        <source>Budget: −%1 points</source>
        <translation>Budget: −%1 Punkte</translation>
    </message>
    <message>
        <source>Times fewer operations than the dense network</source>
        <translation>Operationen, dichtes Netz / jetzt</translation>
    </message>
    <message>
        <source>Top-1 accuracy (%)</source>
        <translation>Top-1-Genauigkeit (%)</translation>
    </message>
    <message>
        <source>Dense network</source>
        <translation>Dichtes Netz</translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation>Pareto-Front</translation>
    </message>
    <message>
        <source>Visited settings</source>
        <translation>Besuchte Einstellungen</translation>
    </message>
    <message>
        <source>Current setting</source>
        <translation>Jetzige Einstellung</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Schnappschüsse</translation>
    </message>
    <message>
        <source>Probes accepted</source>
        <translation>Proben angenommen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Rejected early</source>
        <translation>Früh verworfen</translation>
    </message>
    <message>
        <source>One knob alone</source>
        <translation>Ein Regler allein</translation>
    </message>
    <message>
        <source>Not monotone</source>
        <translation>Nicht monoton</translation>
    </message>
</context>
<context>
    <name>TuneRemark</name>
    <message>
        <source>No setting but the dense network keeps this budget: allow more points, or more images.</source>
        <translation>Nur das dichte Netz hält dieses Budget: mehr Punkte oder mehr Bilder erlauben.</translation>
    </message>
    <message>
        <source>Too few images to show the budget with the method&apos;s margin: %1 would do.</source>
        <translation>Zu wenige Bilder, um das Budget mit dem Abstand der Methode zu zeigen: %1 würden reichen.</translation>
    </message>
    <message>
        <source>Too few images to show the budget with the method&apos;s margin.</source>
        <translation>Zu wenige Bilder, um das Budget mit dem Abstand der Methode zu zeigen.</translation>
    </message>
    <message>
        <source>%1 tolerates no knob: any setting costs more than the budget.</source>
        <translation>%1 verträgt keinen Regler: Jede Einstellung kostet mehr als das Budget.</translation>
    </message>
    <message>
        <source>The curve is not monotone: a stronger setting was fine where a weaker one was not.</source>
        <translation>Die Kurve ist nicht monoton: Eine stärkere Einstellung ging, wo eine schwächere nicht ging.</translation>
    </message>
    <message>
        <source>%1: not monotone, a stronger setting was fine where a weaker one was not.</source>
        <translation>%1: nicht monoton, eine stärkere Einstellung ging, wo eine schwächere nicht ging.</translation>
    </message>
    <message>
        <source>The settings on screen break the budget themselves: the search began at the dense network.</source>
        <translation>Die Einstellungen auf dem Schirm brechen selbst das Budget: Die Suche begann beim dichten Netz.</translation>
    </message>
    <message>
        <source>The held-out images lose more than the budget: believe them, and tune on more images.</source>
        <translation>Die zurückgehaltenen Bilder verlieren mehr als das Budget: ihnen glauben und mit mehr Bildern abstimmen.</translation>
    </message>
    <message>
        <source>The network has no 8-bit pass: no gate was tuned.</source>
        <translation>Das Netz hat keinen 8-Bit-Durchgang: Es wurde kein Gate abgestimmt.</translation>
    </message>
    <message>
        <source>Nothing to tune: all knobs are locked, or the network has none.</source>
        <translation>Nichts abzustimmen: Alle Regler sind gesperrt, oder das Netz hat keine.</translation>
    </message>
    <message>
        <source>Within the budget no setting takes less time here than the dense network.</source>
        <translation>Innerhalb des Budgets braucht hier keine Einstellung weniger Zeit als das dichte Netz.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::CliLine</name>
    <message>
        <source>Command &amp;line</source>
        <translation>Befehls&amp;zeile</translation>
    </message>
    <message>
        <source>Matching command line</source>
        <translation>Passende Befehlszeile</translation>
    </message>
    <message>
        <source>Computes what is on screen without the window</source>
        <translation>Berechnet ohne das Fenster, was zu sehen ist</translation>
    </message>
    <message>
        <source>Save knobs and copy …</source>
        <translation>Regler speichern und kopieren …</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>The line names a knobs file: save the present knobs into it first</source>
        <translation>Die Zeile nennt eine Reglerdatei: Speichern Sie die jetzigen Regler zuerst darin</translation>
    </message>
    <message>
        <source>Copy the line to the clipboard</source>
        <translation>Die Zeile in die Zwischenablage kopieren</translation>
    </message>
    <message>
        <source>It takes all images; the window holds %1 of them, drawn at random.</source>
        <translation>Sie nimmt alle Bilder; das Fenster hält %1 davon, zufällig gezogen.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::CopyKnobsDialog</name>
    <message>
        <source>Copy knobs of %1</source>
        <translation>Regler von %1 kopieren</translation>
    </message>
    <message>
        <source>Knobs</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>Off: nothing to copy</source>
        <translation>Aus: nichts zu kopieren</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>the other layers selected in the table (%1)</source>
        <translation>die anderen in der Tabelle gewählten Schichten (%1)</translation>
    </message>
    <message>
        <source>all other convolutions (%1)</source>
        <translation>alle anderen Faltungen (%1)</translation>
    </message>
    <message>
        <source>all other fully connected layers (%1)</source>
        <translation>alle anderen voll verbundenen Schichten (%1)</translation>
    </message>
    <message>
        <source>all layers below (%1)</source>
        <translation>alle Schichten darunter (%1)</translation>
    </message>
    <message>
        <source>all other layers (%1)</source>
        <translation>alle anderen Schichten (%1)</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>that take the same share there</source>
        <translation>die dort denselben Anteil nehmen</translation>
    </message>
    <message>
        <source>Each threshold becomes the quantile of the other layer&apos;s histogram that it is of this layer&apos;s. Layers differ in scale: mostly what is meant. Histograms that are not there yet are measured first.</source>
        <translation>Jede Schwelle wird im Histogramm der anderen Schicht das Quantil, das sie in dieser ist. Schichten haben verschiedene Größenordnungen: meist ist das gemeint. Fehlende Histogramme werden zuerst gemessen.</translation>
    </message>
    <message>
        <source>as the same numbers</source>
        <translation>als dieselben Zahlen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message numerus="yes">
        <source>%n knob(s) set.</source>
        <translation>
            <numerusform>%n Regler wird gesetzt.</numerusform>
            <numerusform>%n Regler werden gesetzt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Some are not possible in: %1</source>
        <translation>Nicht alle sind möglich in: %1</translation>
    </message>
</context>
<context>
    <name>effortlab::app::Document</name>
    <message>
        <source>Built-in models</source>
        <translation>Mitgelieferte Modelle</translation>
    </message>
    <message>
        <source>none is installed; open a model file</source>
        <translation>keines ist installiert; öffnen Sie eine Modelldatei</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>%1 laden</translation>
    </message>
</context>
<context>
    <name>effortlab::app::EditActions</name>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Switch &amp;Off This Layer&apos;s Knobs</source>
        <translation>Regler dieser &amp;Schicht ausschalten</translation>
    </message>
    <message>
        <source>Switch Off &amp;All Knobs</source>
        <translation>&amp;Alle Regler ausschalten</translation>
    </message>
    <message>
        <source>Auto-&amp;Tune …</source>
        <translation>Automatisch &amp;abstimmen …</translation>
    </message>
</context>
<context>
    <name>effortlab::app::ErrorText</name>
    <message>
        <source>a value is out of its range</source>
        <translation>ein Wert liegt außerhalb seines Bereichs</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>cannot be read or written</source>
        <translation>kann nicht gelesen oder geschrieben werden</translation>
    </message>
    <message>
        <source>ends too early</source>
        <translation>endet zu früh</translation>
    </message>
    <message>
        <source>is not of the expected format</source>
        <translation>hat nicht das erwartete Format</translation>
    </message>
    <message>
        <source>holds something EffortLab does not compute</source>
        <translation>enthält etwas, das EffortLab nicht berechnet</translation>
    </message>
    <message>
        <source>has shapes that do not fit together</source>
        <translation>hat Formen, die nicht zusammenpassen</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>ist zu groß</translation>
    </message>
    <message>
        <source>holds values that are no numbers</source>
        <translation>enthält Werte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>lacks a part</source>
        <translation>es fehlt ein Teil</translation>
    </message>
    <message>
        <source>does not belong to what is open</source>
        <translation>gehört nicht zu dem, was offen ist</translation>
    </message>
    <message>
        <source>was stopped</source>
        <translation>wurde angehalten</translation>
    </message>
    <message>
        <source>Check the path; a model&apos;s weights and labels must lie where its manifest says.</source>
        <translation>Prüfen Sie den Pfad; Gewichte und Klassennamen eines Modells müssen dort liegen, wo seine Beschreibung sie nennt.</translation>
    </message>
    <message>
        <source>Check the permissions and the free space, or choose another place.</source>
        <translation>Prüfen Sie die Rechte und den freien Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Copy or download the file again.</source>
        <translation>Kopieren oder laden Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>Check that it is the right file and that it is undamaged.</source>
        <translation>Prüfen Sie, ob es die richtige Datei ist und ob sie unbeschädigt ist.</translation>
    </message>
    <message>
        <source>Open another model; the user guide lists what is read.</source>
        <translation>Öffnen Sie ein anderes Modell; das Handbuch nennt, was gelesen wird.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller file.</source>
        <translation>Schließen Sie andere Programme, oder nehmen Sie eine kleinere Datei.</translation>
    </message>
    <message>
        <source>Check that the files belong together, or open others.</source>
        <translation>Prüfen Sie, ob die Dateien zusammengehören, oder öffnen Sie andere.</translation>
    </message>
    <message>
        <source>Correct the value and open it again.</source>
        <translation>Berichtigen Sie den Wert und öffnen Sie erneut.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::ExportDialog</name>
    <message>
        <source>&amp;Provenance line</source>
        <translation>&amp;Herkunftszeile</translation>
    </message>
    <message>
        <source>Export Chart</source>
        <translation>Diagramm exportieren</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>&amp;Chart</source>
        <translation>&amp;Diagramm</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>&amp;Breite</translation>
    </message>
    <message>
        <source>&amp;Height</source>
        <translation>H&amp;öhe</translation>
    </message>
    <message>
        <source>&amp;Font size</source>
        <translation>&amp;Schriftgröße</translation>
    </message>
    <message>
        <source>&amp;Resolution of PNG</source>
        <translation>&amp;Auflösung für PNG</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Figures and tables (*.svg *.pdf *.png *.csv)</source>
        <translation>Abbildungen und Tabellen (*.svg *.pdf *.png *.csv)</translation>
    </message>
    <message>
        <source>Give the file a name that ends in .svg, .pdf, .png or .csv.</source>
        <translation>Geben Sie der Datei einen Namen, der auf .svg, .pdf, .png oder .csv endet.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FileActions</name>
    <message>
        <source>Open model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>Ordner mit Bildern öffnen</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>Bilder öffnen</translation>
    </message>
    <message>
        <source>Image sets (*.txt *.lst *.list *.bin *ubyte* *.gz)</source>
        <translation>Bildersammlungen (*.txt *.lst *.list *.bin *ubyte* *.gz)</translation>
    </message>
    <message>
        <source>Specification: sample, idx:DIR[#train], cifar10:DIR|FILE, cifar100:DIR|FILE, list:FILE or folder:DIR</source>
        <translation>Angabe: sample, idx:ORDNER[#train], cifar10:ORDNER|DATEI, cifar100:ORDNER|DATEI, list:DATEI oder folder:ORDNER</translation>
    </message>
    <message>
        <source>Load knobs</source>
        <translation>Regler laden</translation>
    </message>
    <message>
        <source>Knobs (*.knobs.json)</source>
        <translation>Regler (*.knobs.json)</translation>
    </message>
    <message>
        <source>Save knobs</source>
        <translation>Regler speichern</translation>
    </message>
    <message>
        <source>Unsaved knobs</source>
        <translation>Nicht gespeicherte Regler</translation>
    </message>
    <message>
        <source>The knobs have changes that no file holds.</source>
        <translation>Die Regler haben Änderungen, die in keiner Datei stehen.</translation>
    </message>
    <message>
        <source>Save them before they are lost?</source>
        <translation>Sollen sie gespeichert werden, ehe sie verloren sind?</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open Model …</source>
        <translation>Modell ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>&amp;Built-in Models</source>
        <translation>&amp;Mitgelieferte Modelle</translation>
    </message>
    <message>
        <source>&amp;Recent Models</source>
        <translation>&amp;Zuletzt geöffnete Modelle</translation>
    </message>
    <message>
        <source>Open &amp;Images</source>
        <translation>&amp;Bilder öffnen</translation>
    </message>
    <message>
        <source>&amp;Built-in Images</source>
        <translation>&amp;Mitgelieferte Bilder</translation>
    </message>
    <message>
        <source>By &amp;Specification …</source>
        <translation>Nach &amp;Angabe …</translation>
    </message>
    <message>
        <source>Recent I&amp;mages</source>
        <translation>Zuletzt geöffnete B&amp;ilder</translation>
    </message>
    <message>
        <source>&amp;Load Knobs …</source>
        <translation>Regler &amp;laden …</translation>
    </message>
    <message>
        <source>&amp;Save Knobs</source>
        <translation>Regler &amp;speichern</translation>
    </message>
    <message>
        <source>Save Knobs &amp;As …</source>
        <translation>Regler speichern &amp;unter …</translation>
    </message>
    <message>
        <source>&amp;Export Chart …</source>
        <translation>Diagramm &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>Images from a &amp;Folder …</source>
        <translation>Bilder aus &amp;Ordner …</translation>
    </message>
    <message>
        <source>Images from a F&amp;ile …</source>
        <translation>Bilder aus &amp;Datei …</translation>
    </message>
    <message>
        <source>Models (*.model.json *.onnx *.prototxt *.caffemodel *.cfg *.weights)</source>
        <translation>Modelle (*.model.json *.onnx *.prototxt *.caffemodel *.cfg *.weights)</translation>
    </message>
    <message>
        <source>&amp;Built-in Model</source>
        <translation>&amp;Mitgeliefertes Modell</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaActions</name>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open video</source>
        <translation>Video öffnen</translation>
    </message>
    <message>
        <source>Videos (*.avi *.mp4 *.mkv *.mov *.webm *.mpg *.mpeg *.m4v *.ogv *.wmv *.flv *.3gp)</source>
        <translation>Videos (*.avi *.mp4 *.mkv *.mov *.webm *.mpg *.mpeg *.m4v *.ogv *.wmv *.flv *.3gp)</translation>
    </message>
    <message>
        <source>Open a folder of numbered images</source>
        <translation>Ordner mit nummerierten Bildern öffnen</translation>
    </message>
    <message>
        <source>Open camera</source>
        <translation>Kamera öffnen</translation>
    </message>
    <message>
        <source>Number N of the camera /dev/videoN</source>
        <translation>Nummer N der Kamera /dev/videoN</translation>
    </message>
    <message>
        <source>Open detector</source>
        <translation>Detektor öffnen</translation>
    </message>
    <message>
        <source>Detection models (*.model.json)</source>
        <translation>Detektionsmodelle (*.model.json)</translation>
    </message>
    <message>
        <source>Open precomputed detections</source>
        <translation>Vorberechnete Detektionen öffnen</translation>
    </message>
    <message>
        <source>Detections (*.txt)</source>
        <translation>Detektionen (*.txt)</translation>
    </message>
    <message>
        <source>Open ground truth</source>
        <translation>Wirkliche Objekte öffnen</translation>
    </message>
    <message>
        <source>MOT and COCO (*.txt *.json)</source>
        <translation>MOT und COCO (*.txt *.json)</translation>
    </message>
    <message>
        <source>Open a folder of VOC or ImageNet VID .xml files</source>
        <translation>Ordner mit .xml-Dateien von VOC oder ImageNet VID öffnen</translation>
    </message>
    <message>
        <source>Vi&amp;deo</source>
        <translation>Vi&amp;deo</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Video …</source>
        <translation>&amp;Video …</translation>
    </message>
    <message>
        <source>&amp;Folder of Images …</source>
        <translation>&amp;Ordner mit Bildern …</translation>
    </message>
    <message>
        <source>&amp;Camera …</source>
        <translation>&amp;Kamera …</translation>
    </message>
    <message>
        <source>&amp;Built-in Scenes</source>
        <translation>&amp;Mitgelieferte Szenen</translation>
    </message>
    <message>
        <source>&amp;Recent Videos</source>
        <translation>&amp;Zuletzt geöffnete Videos</translation>
    </message>
    <message>
        <source>&amp;Built-in Scene</source>
        <translation>&amp;Mitgelieferte Szene</translation>
    </message>
    <message>
        <source>&amp;Detector</source>
        <translation>&amp;Detektor</translation>
    </message>
    <message>
        <source>&amp;Built-in Detector</source>
        <translation>&amp;Mitgelieferter Detektor</translation>
    </message>
    <message>
        <source>Open &amp;Detector …</source>
        <translation>&amp;Detektor öffnen …</translation>
    </message>
    <message>
        <source>&amp;Precomputed Detections …</source>
        <translation>&amp;Vorberechnete Detektionen …</translation>
    </message>
    <message>
        <source>&amp;Ground Truth …</source>
        <translation>&amp;Wirkliche Objekte …</translation>
    </message>
    <message>
        <source>Ground Truth &amp;Folder …</source>
        <translation>Ordner mit wirklichen O&amp;bjekten …</translation>
    </message>
    <message>
        <source>E&amp;valuate</source>
        <translation>Aus&amp;werten</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>&amp;Annotated Video …</source>
        <translation>&amp;Video mit Boxen …</translation>
    </message>
    <message>
        <source>&amp;Montage Sheet …</source>
        <translation>&amp;Bogen mit Montagen …</translation>
    </message>
    <message>
        <source>&amp;Detections …</source>
        <translation>&amp;Detektionen …</translation>
    </message>
    <message>
        <source>Open class map</source>
        <translation>Klassentabelle öffnen</translation>
    </message>
    <message>
        <source>Two columns, a name in the ground truth and a label (*.txt)</source>
        <translation>Zwei Spalten, ein Name der wirklichen Objekte und einer des Detektors (*.txt)</translation>
    </message>
    <message>
        <source>&amp;Class Map …</source>
        <translation>&amp;Klassentabelle …</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaController</name>
    <message>
        <source>The evaluation</source>
        <translation>Die Auswertung</translation>
    </message>
    <message>
        <source>Change a parameter</source>
        <translation>Parameter ändern</translation>
    </message>
    <message>
        <source>Change the policy</source>
        <translation>Verfahren ändern</translation>
    </message>
    <message>
        <source>Compare with %1</source>
        <translation>Mit %1 vergleichen</translation>
    </message>
    <message>
        <source>Compare with nothing</source>
        <translation>Nicht vergleichen</translation>
    </message>
    <message>
        <source>Only frames seen so far are known; evaluate to know all of them.</source>
        <translation>Bekannt sind nur die bisher gesehenen Bilder; werten Sie aus, um alle zu kennen.</translation>
    </message>
    <message>
        <source>No missed object after this frame</source>
        <translation>Kein übersehenes Objekt nach diesem Bild</translation>
    </message>
    <message>
        <source>No missed object before this frame</source>
        <translation>Kein übersehenes Objekt vor diesem Bild</translation>
    </message>
    <message>
        <source>No false alarm after this frame</source>
        <translation>Kein Fehlalarm nach diesem Bild</translation>
    </message>
    <message>
        <source>No false alarm before this frame</source>
        <translation>Kein Fehlalarm vor diesem Bild</translation>
    </message>
    <message>
        <source>Use %1 as max_obj</source>
        <translation>%1 als max_obj verwenden</translation>
    </message>
    <message>
        <source>Use as max_obj</source>
        <translation>Als max_obj verwenden</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaEvaluation</name>
    <message>
        <source>It could not be evaluated: %1. %2</source>
        <translation>Die Auswertung misslang: %1. %2</translation>
    </message>
    <message>
        <source>A camera cannot be evaluated: its pictures come only once.</source>
        <translation>Eine Kamera lässt sich nicht auswerten: Ihre Bilder kommen nur einmal.</translation>
    </message>
    <message>
        <source>Preparing the detector …</source>
        <translation>Der Detektor wird vorbereitet …</translation>
    </message>
    <message>
        <source>Without ground truth only the cost is measured; open one for AP and delay.</source>
        <translation>Ohne wirkliche Objekte werden nur die Kosten gemessen; öffnen Sie welche für AP und Verzögerung.</translation>
    </message>
    <message>
        <source>%1 of %2 frames</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
    <message>
        <source>no ground truth</source>
        <translation>ohne wirkliche Objekte</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaExport</name>
    <message>
        <source>Exported to %1: %2 frames</source>
        <translation>Exportiert nach %1: %2 Bilder</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaHeader</name>
    <message>
        <source>Scene %1</source>
        <translation>Szene %1</translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation>Kamera %1</translation>
    </message>
    <message>
        <source>a frame, mean of %1</source>
        <translation>je Bild, Mittel von %1</translation>
    </message>
    <message>
        <source>a frame</source>
        <translation>je Bild</translation>
    </message>
    <message>
        <source>No video yet</source>
        <translation>Noch kein Video</translation>
    </message>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>with ground truth</source>
        <translation>mit wirklichen Objekten</translation>
    </message>
    <message>
        <source>no ground truth</source>
        <translation>ohne wirkliche Objekte</translation>
    </message>
    <message>
        <source>faster, measured</source>
        <translation>schneller, gemessen</translation>
    </message>
    <message>
        <source>fewer MACs</source>
        <translation>weniger MACs</translation>
    </message>
    <message>
        <source>Wall time of a frame without decoding it: prediction, montage, detector, tracking</source>
        <translation>Zeit eines Bildes ohne Dekodieren: Vorhersage, Montage, Detektor, Verfolgung</translation>
    </message>
    <message>
        <source>Time of a full frame by the mean time of a frame, of the frames played in a row since the last change</source>
        <translation>Zeit eines ganzen Bildes geteilt durch die mittlere Zeit je Bild, über die seit der letzten Änderung in Folge abgespielten Bilder</translation>
    </message>
    <message>
        <source>Detector MACs of a full frame by those of a frame in the mean</source>
        <translation>MACs des Detektors für ein ganzes Bild geteilt durch die mittleren je Bild</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaPage</name>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>&amp;Video</source>
        <translation>&amp;Video</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Open another video</source>
        <translation>Anderes Video öffnen</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detektor</translation>
    </message>
    <message>
        <source>Open another detector or precomputed detections</source>
        <translation>Anderen Detektor oder vorberechnete Detektionen öffnen</translation>
    </message>
    <message>
        <source>&amp;Compare with</source>
        <translation>Ve&amp;rgleich mit</translation>
    </message>
    <message>
        <source>Policy to compare with</source>
        <translation>Verfahren zum Vergleich</translation>
    </message>
    <message>
        <source>A second policy looks at the same frames; its boxes stand right of the divider in the picture</source>
        <translation>Ein zweites Verfahren sieht dieselben Bilder an; seine Boxen stehen rechts vom Teiler im Bild</translation>
    </message>
    <message>
        <source>In the picture</source>
        <translation>Im Bild</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>Wirkliche Objekte</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Kacheln</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Unit of the cost</source>
        <translation>Einheit der Kosten</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>Beschleunigung</translation>
    </message>
    <message>
        <source>AP so far</source>
        <translation>AP bisher</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>What each frame cost, by stage</source>
        <translation>Was jedes Bild kostete, nach Stufen</translation>
    </message>
    <message>
        <source>How much faster than full frames: equation 3.9, MACs, measured</source>
        <translation>Wie viel schneller als ganze Bilder: Gleichung 3.9, MACs, gemessen</translation>
    </message>
    <message>
        <source>Average precision of the frames seen so far</source>
        <translation>Mittlere Präzision der bisher gesehenen Bilder</translation>
    </message>
    <message>
        <source>How many objects a frame shows, and what max_obj suits</source>
        <translation>Wie viele Objekte ein Bild zeigt und welches max_obj passt</translation>
    </message>
    <message>
        <source>Policies side by side over the whole video</source>
        <translation>Verfahren nebeneinander über das ganze Video</translation>
    </message>
    <message>
        <source>Charts and evaluation</source>
        <translation>Diagramme und Auswertung</translation>
    </message>
    <message>
        <source>Default boxes</source>
        <translation>Vorgabeboxen</translation>
    </message>
    <message>
        <source>Default boxes of an SSD at a full frame&apos;s size, and which of them the objects are matched to (figure 3.4 of the thesis); needs ground truth</source>
        <translation>Vorgabeboxen eines SSD in der Größe eines ganzen Bildes und welche davon den Objekten zugeordnet werden (Abbildung 3.4 der Arbeit); braucht wirkliche Objekte</translation>
    </message>
    <message>
        <source>Sets max_obj to the number of objects that 95 % of the frames do not exceed: more, and whole frames are looked at. Policy thesis has this parameter.</source>
        <translation>Setzt max_obj auf die Zahl der Objekte, die 95 % der Bilder nicht überschreiten: Bei mehr werden ganze Bilder angesehen. Das Verfahren „thesis“ hat diesen Parameter.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::FoveaShell</name>
    <message>
        <source>the detector</source>
        <translation>der Detektor</translation>
    </message>
    <message>
        <source>No video is open</source>
        <translation>Kein Video ist geöffnet</translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>Exporting: %1 of %2 frames</source>
        <translation>Exportieren: %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>Preparing the detector …</source>
        <translation>Der Detektor wird vorbereitet …</translation>
    </message>
    <message>
        <source>Evaluating: %1 of %2 frames</source>
        <translation>Auswerten: %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>noch %1 min</translation>
    </message>
    <message>
        <source>Preparing the detector: %1 sizes of montages left</source>
        <translation>Der Detektor wird vorbereitet: noch %1 Größen von Montagen</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Spielt</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No video</source>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>Cost a frame</source>
        <translation>Kosten je Bild</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>Beschleunigung</translation>
    </message>
    <message>
        <source>AP so far</source>
        <translation>AP bisher</translation>
    </message>
    <message>
        <source>Objects a frame</source>
        <translation>Objekte je Bild</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
    <message>
        <source>Export annotated video</source>
        <translation>Video mit Boxen exportieren</translation>
    </message>
    <message>
        <source>Videos (*.mp4)</source>
        <translation>Videos (*.mp4)</translation>
    </message>
    <message>
        <source>Export montage sheet</source>
        <translation>Bogen mit Montagen exportieren</translation>
    </message>
    <message>
        <source>Images (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Export detections</source>
        <translation>Detektionen exportieren</translation>
    </message>
    <message>
        <source>Detections (*.txt)</source>
        <translation>Detektionen (*.txt)</translation>
    </message>
    <message>
        <source>Not all of the ground truth is used: a class map tells which label a name of it means</source>
        <translation>Nicht alle wirklichen Objekte werden verwendet: Eine Klassentabelle sagt, welchen Namen des Detektors ein Name davon meint</translation>
    </message>
</context>
<context>
    <name>effortlab::app::GuideDialog</name>
    <message>
        <source>User Guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
</context>
<context>
    <name>effortlab::app::HeaderBar</name>
    <message>
        <source>Built-in images</source>
        <translation>Mitgelieferte Bilder</translation>
    </message>
    <message>
        <source>%1 of %2 tuning images</source>
        <translation>%1 von %2 Abstimmbildern</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>Noch kein Modell</translation>
    </message>
    <message>
        <source>tuning part</source>
        <translation>Abstimmteil</translation>
    </message>
    <message>
        <source>Dense operations divided by operations now, comparisons and averages counted: 2·MACs / (2·MACs executed + overhead). With ≈: predicted from the histograms, to be counted in a moment.</source>
        <translation>Operationen des dichten Netzes geteilt durch die jetzigen, Vergleiche und Mittelwerte mitgezählt: 2·MACs / (2·ausgeführte MACs + Zusatzaufwand). Mit ≈: aus den Histogrammen vorhergesagt, gleich gezählt.</translation>
    </message>
    <message>
        <source>evaluating the first images …</source>
        <translation>die ersten Bilder laufen …</translation>
    </message>
    <message>
        <source>top-1 accuracy</source>
        <translation>Top-1-Genauigkeit</translation>
    </message>
    <message>
        <source>dense</source>
        <translation>dicht</translation>
    </message>
    <message>
        <source>fewer operations</source>
        <translation>weniger Operationen</translation>
    </message>
    <message>
        <source>Top-1 accuracy with its 95 % interval (Wilson). Agreement with the dense network: %1 %</source>
        <translation>Top-1-Genauigkeit mit 95-%-Intervall (Wilson). Übereinstimmung mit dem dichten Netz: %1 %</translation>
    </message>
    <message>
        <source>dense · %1 points</source>
        <translation>dicht · %1 Punkte</translation>
    </message>
    <message>
        <source>The network without knobs on the same images. The difference lies in %1 … %2 points (95 %, paired, Newcombe).</source>
        <translation>Das Netz ohne Regler auf denselben Bildern. Der Unterschied liegt bei %1 … %2 Punkten (95 %, gepaart, Newcombe).</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>With the gate: the 8-bit pass counts by its weight, and %1 % of the images run again exactly.</source>
        <translation>Mit dem Gate: Der 8-Bit-Durchlauf zählt mit seinem Gewicht, und %1 % der Bilder werden noch einmal exakt gerechnet.</translation>
    </message>
</context>
<context>
    <name>effortlab::app::HelpActions</name>
    <message>
        <source>About EffortLab</source>
        <translation>Über EffortLab</translation>
    </message>
    <message>
        <source>See and tune how little work a neural network needs.

Free software under the GNU General Public License, version 3. The built-in networks were trained for EffortLab on Fashion-MNIST (Zalando Research, MIT license).</source>
        <translation>Zeigt und regelt, wie wenig Arbeit ein neuronales Netz braucht.

Freie Software unter der GNU General Public License, Version 3. Die mitgelieferten Netze wurden für EffortLab mit Fashion-MNIST trainiert (Zalando Research, MIT-Lizenz).</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;User Guide</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <source>&amp;About EffortLab</source>
        <translation>&amp;Über EffortLab</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>Über &amp;Qt</translation>
    </message>
</context>
<context>
    <name>effortlab::app::KnobText</name>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>unter %1</translation>
    </message>
    <message>
        <source>above %1</source>
        <translation>über %1</translation>
    </message>
    <message>
        <source>maximum %1, range %2, every %3</source>
        <translation>Maximum %1, Spanne %2, jede %3.</translation>
    </message>
    <message>
        <source>SPET everywhere</source>
        <translation>SPET überall</translation>
    </message>
    <message>
        <source>weight %1, variance %2</source>
        <translation>weight %1, Varianz %2</translation>
    </message>
    <message>
        <source>margin %1</source>
        <translation>Abstand %1</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
</context>
<context>
    <name>effortlab::app::KnobsController</name>
    <message>
        <source>%1: all off</source>
        <translation>%1: alle aus</translation>
    </message>
    <message>
        <source>All knobs off</source>
        <translation>Alle Regler aus</translation>
    </message>
    <message>
        <source>Back to a point of the chart</source>
        <translation>Zurück zu einem Punkt des Diagramms</translation>
    </message>
    <message numerus="yes">
        <source>Knobs of %n layer(s)</source>
        <translation>
            <numerusform>Regler von %n Schicht</numerusform>
            <numerusform>Regler von %n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
    <message>
        <source>Lock %1</source>
        <translation>%1 sperren</translation>
    </message>
    <message>
        <source>Unlock %1</source>
        <translation>%1 entsperren</translation>
    </message>
    <message>
        <source>Copy knobs of %1</source>
        <translation>Regler von %1 kopieren</translation>
    </message>
    <message>
        <source>No other layer can have the knobs of %1</source>
        <translation>Keine andere Schicht kann die Regler von %1 haben</translation>
    </message>
    <message>
        <source>The knobs of %1 were there already</source>
        <translation>Die Regler von %1 standen schon so</translation>
    </message>
    <message numerus="yes">
        <source>Knobs of %1 copied to %n layer(s)</source>
        <translation>
            <numerusform>Regler von %1 in %n Schicht kopiert</numerusform>
            <numerusform>Regler von %1 in %n Schichten kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Left out: %1</source>
        <translation>Ausgelassen: %1</translation>
    </message>
    <message>
        <source>A tuner&apos;s probe</source>
        <translation>Probe der Abstimmung</translation>
    </message>
    <message>
        <source>A snapshot</source>
        <translation>Schnappschuss</translation>
    </message>
    <message>
        <source>The snapshot does not fit this network</source>
        <translation>Der Schnappschuss passt nicht zu diesem Netz</translation>
    </message>
</context>
<context>
    <name>effortlab::app::KnobsPage</name>
    <message>
        <source>La&amp;yers</source>
        <translation>S&amp;chichten</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Knobs of the chosen layer</source>
        <translation>Regler der gewählten Schicht</translation>
    </message>
    <message>
        <source>Accuracy against operations</source>
        <translation>Genauigkeit gegen Operationen</translation>
    </message>
    <message>
        <source>Savings of each layer</source>
        <translation>Ersparnis jeder Schicht</translation>
    </message>
</context>
<context>
    <name>effortlab::app::LayerActions</name>
    <message>
        <source>Lock all but %1</source>
        <translation>Alles außer %1 sperren</translation>
    </message>
    <message>
        <source>Invert locks</source>
        <translation>Sperren umkehren</translation>
    </message>
    <message>
        <source>Unlock all</source>
        <translation>Alles entsperren</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Unlock %1</source>
        <translation>%1 entsperren</translation>
    </message>
    <message>
        <source>Lock %1</source>
        <translation>%1 sperren</translation>
    </message>
    <message>
        <source>&amp;Lock for Tuning</source>
        <translation>Für die Abstimmung &amp;sperren</translation>
    </message>
    <message>
        <source>Un&amp;lock %1</source>
        <translation>%1 ent&amp;sperren</translation>
    </message>
    <message>
        <source>&amp;Lock %1 for Tuning</source>
        <translation>%1 für die Abstimmung &amp;sperren</translation>
    </message>
    <message>
        <source>Lock All &amp;but This</source>
        <translation>Alles &amp;andere sperren</translation>
    </message>
    <message>
        <source>Lock All &amp;but %1</source>
        <translation>&amp;Alles außer %1 sperren</translation>
    </message>
    <message>
        <source>&amp;Copy Knobs to Layers …</source>
        <translation>Regler in Schichten &amp;kopieren …</translation>
    </message>
    <message>
        <source>&amp;Invert Locks</source>
        <translation>Sperren &amp;umkehren</translation>
    </message>
    <message>
        <source>Unl&amp;ock All</source>
        <translation>Alles &amp;entsperren</translation>
    </message>
</context>
<context>
    <name>effortlab::app::LayerType</name>
    <message>
        <source>Convolution</source>
        <translation>Faltung</translation>
    </message>
    <message>
        <source>Fully connected</source>
        <translation>Voll verbunden</translation>
    </message>
    <message>
        <source>Max pooling</source>
        <translation>Max-Pooling</translation>
    </message>
    <message>
        <source>Average pooling</source>
        <translation>Mittelwert-Pooling</translation>
    </message>
    <message>
        <source>Global max pooling</source>
        <translation>Globales Max-Pooling</translation>
    </message>
    <message>
        <source>Global average pooling</source>
        <translation>Globales Mittelwert-Pooling</translation>
    </message>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation>Abflachen</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Concat</source>
        <translation>Verketten</translation>
    </message>
    <message>
        <source>Deconvolution</source>
        <translation>Entfaltung</translation>
    </message>
    <message>
        <source>Matrix product</source>
        <translation>Matrixprodukt</translation>
    </message>
    <message>
        <source>Parametric ReLU</source>
        <translation>Parametrische ReLU</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>Batch-Norm</translation>
    </message>
    <message>
        <source>Batch norm (folded)</source>
        <translation>Batch-Norm (eingerechnet)</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Scale (folded)</source>
        <translation>Skalierung (eingerechnet)</translation>
    </message>
    <message>
        <source>LRN across channels</source>
        <translation>LRN über Kanäle</translation>
    </message>
    <message>
        <source>LRN within channels</source>
        <translation>LRN je Kanal</translation>
    </message>
    <message>
        <source>Normalize</source>
        <translation>Normieren</translation>
    </message>
    <message>
        <source>Elementwise add</source>
        <translation>Elementweise Summe</translation>
    </message>
    <message>
        <source>Elementwise subtract</source>
        <translation>Elementweise Differenz</translation>
    </message>
    <message>
        <source>Elementwise multiply</source>
        <translation>Elementweises Produkt</translation>
    </message>
    <message>
        <source>Elementwise divide</source>
        <translation>Elementweiser Quotient</translation>
    </message>
    <message>
        <source>Elementwise power</source>
        <translation>Elementweise Potenz</translation>
    </message>
    <message>
        <source>Elementwise maximum</source>
        <translation>Elementweises Maximum</translation>
    </message>
    <message>
        <source>Elementwise minimum</source>
        <translation>Elementweises Minimum</translation>
    </message>
    <message>
        <source>Elementwise mean</source>
        <translation>Elementweiser Mittelwert</translation>
    </message>
    <message>
        <source>Reduce mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Reduce sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Reduce max</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Reshape</source>
        <translation>Umformen</translation>
    </message>
    <message>
        <source>Transpose</source>
        <translation>Transponieren</translation>
    </message>
    <message>
        <source>Pad</source>
        <translation>Auffüllen</translation>
    </message>
    <message>
        <source>Resize, nearest</source>
        <translation>Größe ändern, nächster</translation>
    </message>
    <message>
        <source>Resize, linear</source>
        <translation>Größe ändern, linear</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Konstante</translation>
    </message>
    <message>
        <source>Default boxes</source>
        <translation>Vorgabekästen</translation>
    </message>
    <message>
        <source>Detection output</source>
        <translation>Erkennungen</translation>
    </message>
    <message>
        <source>YOLO boxes</source>
        <translation>YOLO-Kästen</translation>
    </message>
</context>
<context>
    <name>effortlab::app::MainWindow</name>
    <message>
        <source>The evaluation</source>
        <translation>Die Auswertung</translation>
    </message>
    <message>
        <source>These images are not for this network: open others</source>
        <translation>Diese Bilder passen nicht zu diesem Netz: Öffnen Sie andere</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
    <message>
        <source>knobs not saved</source>
        <translation>Regler nicht gespeichert</translation>
    </message>
    <message>
        <source>Accuracy against operations</source>
        <translation>Genauigkeit gegen Operationen</translation>
    </message>
    <message>
        <source>Savings of each layer</source>
        <translation>Ersparnis jeder Schicht</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
    <message>
        <source>Models are .model.json, .onnx, .prototxt or .cfg files; images are folders with a folder for each class, lists with a path and a class a line, MNIST and CIFAR files; knobs are .knobs.json files.</source>
        <translation>Modelle sind Dateien mit der Endung .model.json, .onnx, .prototxt oder .cfg; Bilder sind Ordner mit einem Ordner je Klasse, Listen mit einem Pfad und einer Klasse je Zeile, MNIST- und CIFAR-Dateien; Regler sind Dateien mit der Endung .knobs.json.</translation>
    </message>
    <message>
        <source>all knobs off</source>
        <translation>alle Regler aus</translation>
    </message>
    <message>
        <source>Add a model to compare</source>
        <translation>Netz zum Vergleich hinzufügen</translation>
    </message>
    <message>
        <source>Models (*.model.json)</source>
        <translation>Netze (*.model.json)</translation>
    </message>
    <message>
        <source>%1 is neither a model, nor images, nor knobs, nor a video</source>
        <translation>%1 ist weder ein Modell noch Bilder, Regler oder ein Video</translation>
    </message>
</context>
<context>
    <name>effortlab::app::MessageBar</name>
    <message>
        <source>Dismiss this message (Esc)</source>
        <translation>Diese Meldung schließen (Esc)</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>effortlab::app::MontageSheet</name>
    <message>
        <source>Frame %1 · %2 · %3 × %4 · %5 % filled</source>
        <translation>Bild %1 · %2 · %3 × %4 · zu %5 % gefüllt</translation>
    </message>
</context>
<context>
    <name>effortlab::app::OpenModelDialog</name>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Weights (*.caffemodel *.weights)</source>
        <translation>Gewichte (*.caffemodel *.weights)</translation>
    </message>
    <message>
        <source>Class names</source>
        <translation>Namen der Klassen</translation>
    </message>
    <message>
        <source>Text files (*.txt *.names)</source>
        <translation>Textdateien (*.txt *.names)</translation>
    </message>
    <message>
        <source>optional, one a line</source>
        <translation>freiwillig, einer je Zeile</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Wählen: %1</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Wei&amp;ghts</source>
        <translation>&amp;Gewichte</translation>
    </message>
    <message>
        <source>Class &amp;names</source>
        <translation>&amp;Klassennamen</translation>
    </message>
    <message>
        <source>The file says neither how pixels become input nor how large the input is. Check this guess:</source>
        <translation>Die Datei sagt weder, wie aus Bildpunkten die Eingabe wird, noch, wie groß die Eingabe ist. Prüfen Sie diese Vermutung:</translation>
    </message>
    <message>
        <source>The file does not say how pixels become input. Check this guess:</source>
        <translation>Die Datei sagt nicht, wie aus Bildpunkten die Eingabe wird. Prüfen Sie diese Vermutung:</translation>
    </message>
    <message>
        <source>Save this as %1, so that it need not be asked again</source>
        <translation>Als %1 speichern, damit nicht noch einmal gefragt werden muss</translation>
    </message>
    <message>
        <source>One image as the network will see it</source>
        <translation>Ein Bild, wie das Netz es sehen wird</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>As the network will see it</source>
        <translation>Wie das Netz es sehen wird</translation>
    </message>
    <message>
        <source>Open images to see one here</source>
        <translation>Öffnen Sie Bilder, um hier eines zu sehen</translation>
    </message>
    <message>
        <source>%1
%2 × %3 × %4, values from %5 to %6</source>
        <translation>%1
%2 × %3 × %4, Werte von %5 bis %6</translation>
    </message>
    <message>
        <source>Choose the file with the network&apos;s weights.</source>
        <translation>Wählen Sie die Datei mit den Gewichten des Netzes.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 exists. Replace it?</source>
        <translation>%1 gibt es schon. Ersetzen?</translation>
    </message>
</context>
<context>
    <name>effortlab::app::PageBar</name>
    <message>
        <source>Knobs</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>Fovea</source>
        <translation>Fovea</translation>
    </message>
    <message>
        <source>Effort knobs of a network, live</source>
        <translation>Aufwandsregler eines Netzes, live</translation>
    </message>
    <message>
        <source>Detection in a video that looks where it pays</source>
        <translation>Detektion im Video, die hinsieht, wo es lohnt</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>effortlab::app::SnapshotActions</name>
    <message>
        <source>Keep snapshot</source>
        <translation>Schnappschuss aufheben</translation>
    </message>
    <message>
        <source>Name of the present knobs</source>
        <translation>Name der jetzigen Regler</translation>
    </message>
    <message>
        <source>&amp;Snapshots</source>
        <translation>&amp;Schnappschüsse</translation>
    </message>
    <message>
        <source>&amp;Keep Snapshot …</source>
        <translation>Schnappschuss &amp;aufheben …</translation>
    </message>
    <message>
        <source>&amp;Manage and Compare …</source>
        <translation>&amp;Verwalten und vergleichen …</translation>
    </message>
</context>
<context>
    <name>effortlab::app::Snapshots</name>
    <message>
        <source>Snapshots of this network could not all be read. The file is kept as %1</source>
        <translation>Nicht alle Schnappschüsse dieses Netzes waren lesbar. Die Datei bleibt als %1 erhalten</translation>
    </message>
    <message>
        <source>Snapshots and locks could not be written to %1</source>
        <translation>Schnappschüsse und Sperren ließen sich nicht nach %1 schreiben</translation>
    </message>
    <message>
        <source>Snapshot %1</source>
        <translation>Schnappschuss %1</translation>
    </message>
    <message>
        <source>Keep snapshot %1</source>
        <translation>Schnappschuss %1 aufheben</translation>
    </message>
    <message>
        <source>The snapshot %1 does not fit this network</source>
        <translation>Der Schnappschuss %1 passt nicht zu diesem Netz</translation>
    </message>
    <message>
        <source>Delete snapshot %1</source>
        <translation>Schnappschuss %1 löschen</translation>
    </message>
    <message>
        <source>Rename snapshot to %1</source>
        <translation>Schnappschuss in %1 umbenennen</translation>
    </message>
    <message>
        <source>%1 could not be written</source>
        <translation>%1 ließ sich nicht schreiben</translation>
    </message>
    <message>
        <source>%1 could not be read</source>
        <translation>%1 ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>%1 has knobs that this network has not; they were left out</source>
        <translation>%1 enthält Regler, die dieses Netz nicht hat; sie wurden ausgelassen</translation>
    </message>
    <message>
        <source>Import snapshot %1</source>
        <translation>Schnappschuss %1 importieren</translation>
    </message>
</context>
<context>
    <name>effortlab::app::SnapshotsDialog</name>
    <message>
        <source>%1 % (%2 to %3)</source>
        <translation>%1 % (%2 bis %3)</translation>
    </message>
    <message>
        <source>%1 points (%2 to %3)</source>
        <translation>%1 Punkte (%2 bis %3)</translation>
    </message>
    <message>
        <source>Nothing kept yet. A snapshot holds all knobs by name, and stays with the network.</source>
        <translation>Noch nichts aufgehoben. Ein Schnappschuss hält alle Regler unter einem Namen fest und bleibt beim Netz.</translation>
    </message>
    <message>
        <source>Choose one snapshot to compare it with the knobs on screen, or two (Ctrl+click).</source>
        <translation>Wählen Sie einen Schnappschuss, um ihn mit den Reglern auf dem Schirm zu vergleichen, oder zwei (Strg+Klick).</translation>
    </message>
    <message>
        <source>on screen</source>
        <translation>auf dem Schirm</translation>
    </message>
    <message>
        <source>%1 and %2 have the same knobs.</source>
        <translation>%1 und %2 haben dieselben Regler.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %2 differ in %n knob(s).</source>
        <translation>
            <numerusform>%1 und %2 unterscheiden sich in %n Regler.</numerusform>
            <numerusform>%1 und %2 unterscheiden sich in %n Reglern.</numerusform>
        </translation>
    </message>
    <message>
        <source>From the first to the second: %1 points of top-1, %2 times the operation ratio. Each one&apos;s paired difference to the dense network is in the table above.</source>
        <translation>Vom ersten zum zweiten: %1 Punkte Top-1, %2-mal das Operationsverhältnis. Die gepaarten Differenzen zum dichten Netz stehen in der Tabelle oben.</translation>
    </message>
    <message>
        <source>Their figures are of different images.</source>
        <translation>Ihre Zahlen stammen von verschiedenen Bildern.</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Knob</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Export snapshot</source>
        <translation>Schnappschuss exportieren</translation>
    </message>
    <message>
        <source>Knobs (*.knobs.json)</source>
        <translation>Regler (*.knobs.json)</translation>
    </message>
    <message>
        <source>Import snapshots</source>
        <translation>Schnappschüsse importieren</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Schnappschüsse</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Fewer operations</source>
        <translation>Weniger Operationen</translation>
    </message>
    <message>
        <source>Top-1</source>
        <translation>Top-1</translation>
    </message>
    <message>
        <source>Difference to dense</source>
        <translation>Differenz zu dicht</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Aufgehoben</translation>
    </message>
    <message>
        <source>&amp;Keep Current</source>
        <translation>Jetzige &amp;aufheben</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>&amp;Import …</source>
        <translation>&amp;Importieren …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
</context>
<context>
    <name>effortlab::app::StatusStrip</name>
    <message>
        <source>Reading %1 …</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>Nothing to evaluate</source>
        <translation>Nichts auszuwerten</translation>
    </message>
    <message>
        <source>Evaluating …</source>
        <translation>Auswertung läuft …</translation>
    </message>
    <message>
        <source>Evaluating: %1 of %2 images</source>
        <translation>Auswertung: %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>Stopped; the figures rest on the images so far</source>
        <translation>Angehalten; die Zahlen beruhen auf den bisherigen Bildern</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop what is running and keep the figures so far</source>
        <translation>Anhalten, was läuft, und die bisherigen Zahlen behalten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Evaluate the present knobs to the end</source>
        <translation>Die jetzigen Regler bis zum Ende auswerten</translation>
    </message>
    <message>
        <source>%1 images drawn at random: more do not fit into the memory set aside</source>
        <translation>%1 zufällig gezogene Bilder: mehr passen nicht in den vorgesehenen Speicher</translation>
    </message>
</context>
<context>
    <name>effortlab::app::StudyController</name>
    <message>
        <source>%1: %2</source>
        <comment>kind of error, then its text</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Suggested sampling periods</source>
        <translation>Vorgeschlagene Abtastperioden</translation>
    </message>
    <message numerus="yes">
        <source>Gives the suggested sampling period to %n layer(s) whose SDSS is on</source>
        <translation>
            <numerusform>Gibt %n Schicht mit SDSS die vorgeschlagene Abtastperiode</numerusform>
            <numerusform>Gibt %n Schichten mit SDSS die vorgeschlagene Abtastperiode</numerusform>
        </translation>
    </message>
    <message>
        <source>Layers whose SDSS is on have the suggested sampling period</source>
        <translation>Schichten mit SDSS haben die vorgeschlagene Abtastperiode</translation>
    </message>
    <message>
        <source>Switch SDSS of a layer on: then it can take the suggested period</source>
        <translation>SDSS einer Schicht einschalten: dann kann sie die vorgeschlagene Periode übernehmen</translation>
    </message>
</context>
<context>
    <name>effortlab::app::StudyTabs</name>
    <message>
        <source>Savings</source>
        <translation>Ersparnis</translation>
    </message>
    <message>
        <source>MACs of every layer, executed and saved by each knob</source>
        <translation>MACs jeder Schicht, ausgeführt und von jedem Regler gespart</translation>
    </message>
    <message>
        <source>All studies</source>
        <translation>Alle Studien</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Use the periods</source>
        <translation>Perioden übernehmen</translation>
    </message>
    <message>
        <source>Add a model …</source>
        <translation>Netz hinzufügen …</translation>
    </message>
    <message>
        <source>Compares another network too, on the same images or, where they do not fit, the built-in ones</source>
        <translation>Vergleicht auch ein anderes Netz, auf denselben Bildern oder, wo sie nicht passen, den mitgelieferten</translation>
    </message>
</context>
<context>
    <name>effortlab::app::TuneController</name>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Auto-Tune</source>
        <translation>Automatisch abstimmen</translation>
    </message>
    <message>
        <source>&amp;Go On</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>A&amp;nhalten</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>Ü&amp;bernehmen</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) tried; best so far: %1 times fewer operations, %2 % of the classes unchanged</source>
        <translation>
            <numerusform>%n Einstellung versucht; beste bisher: %1-mal weniger Operationen, %2 % der Klassen unverändert</numerusform>
            <numerusform>%n Einstellungen versucht; beste bisher: %1-mal weniger Operationen, %2 % der Klassen unverändert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>effortlab::app::TuneDialog</name>
    <message>
        <source>Auto-Tune</source>
        <translation>Automatisch abstimmen</translation>
    </message>
    <message>
        <source>Command &amp;line</source>
        <translation>Befehls&amp;zeile</translation>
    </message>
    <message>
        <source>The same search from a shell</source>
        <translation>Dieselbe Suche in einer Shell</translation>
    </message>
    <message>
        <source>How much of the search is done</source>
        <translation>Wie weit die Suche ist</translation>
    </message>
</context>
<context>
    <name>effortlab::app::ViewActions</name>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Reset Layout</source>
        <translation>&amp;Anordnung zurücksetzen</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::ComparisonReadout</name>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Dense top-1</source>
        <translation>Top-1 dicht</translation>
    </message>
    <message>
        <source>Tuned top-1</source>
        <translation>Top-1 abgestimmt</translation>
    </message>
    <message>
        <source>Same answers</source>
        <translation>Gleiche Antworten</translation>
    </message>
    <message>
        <source>Fewer operations</source>
        <translation>Weniger Operationen</translation>
    </message>
    <message>
        <source>Faster, measured</source>
        <translation>Schneller, gemessen</translation>
    </message>
    <message>
        <source>Tuned</source>
        <translation>Abgestimmt</translation>
    </message>
    <message>
        <source>No held-out images: what it does to new ones is not known.</source>
        <translation>Keine zurückgehaltenen Bilder: Was es mit neuen macht, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Tuning and held-out images</source>
        <translation>Abstimmbilder und zurückgehaltene Bilder</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>a difference and its 95 % interval</comment>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message>
        <source>Percentage points of top-1, tuned minus dense on the same images, with the paired 95 % interval (Newcombe)</source>
        <translation>Prozentpunkte Top-1, abgestimmt minus dicht auf denselben Bildern, mit dem gepaarten 95-%-Intervall (Newcombe)</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>tuning</source>
        <translation>Abstimmung</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>⚠ Loses more than the budget on held-out images.</source>
        <translation>⚠ Verliert auf zurückgehaltenen Bildern mehr als das Budget.</translation>
    </message>
    <message>
        <source>Keeps the budget on held-out images.</source>
        <translation>Hält das Budget auch auf zurückgehaltenen Bildern ein.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::EffortMapPanel</name>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Output map of the layer</source>
        <translation>Ausgabekarte der Schicht</translation>
    </message>
    <message>
        <source>One output map of the layer, or the mean of all</source>
        <translation>Eine Ausgabekarte der Schicht oder das Mittel aller</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::EvaluationModel</name>
    <message>
        <source>Average precision at IoU 0.5 (%)</source>
        <translation>Average Precision bei IoU 0,5 (%)</translation>
    </message>
    <message>
        <source>Mean of the classes</source>
        <translation>Mittel der Klassen</translation>
    </message>
    <message>
        <source>Area under the precision envelope at all points, mean over the classes. Skipped frames count with the boxes shown in them.</source>
        <translation>Fläche unter der Einhüllenden der Genauigkeit über alle Punkte, Mittel über die Klassen. Ausgelassene Bilder zählen mit den Boxen, die in ihnen gezeigt werden.</translation>
    </message>
    <message>
        <source>class %1</source>
        <translation>Klasse %1</translation>
    </message>
    <message>
        <source>Average precision of this class alone.</source>
        <translation>Average Precision dieser Klasse allein.</translation>
    </message>
    <message>
        <source>Whatever the class</source>
        <translation>Gleich welche Klasse</translation>
    </message>
    <message>
        <source>All classes are one: whether objects are found, not whether they are named right.</source>
        <translation>Alle Klassen sind eine: ob Objekte gefunden werden, nicht, ob sie richtig benannt werden.</translation>
    </message>
    <message>
        <source>Relaxed for small objects</source>
        <translation>Nachsichtig bei kleinen Objekten</translation>
    </message>
    <message>
        <source>ImageNet VID&apos;s threshold: min(0.5, w h / ((w + 10) (h + 10))).</source>
        <translation>Schwelle von ImageNet VID: min(0,5; w h / ((w + 10) (h + 10))).</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Medium</source>
        <comment>speed</comment>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>Klein</translation>
    </message>
    <message>
        <source>Medium</source>
        <comment>size</comment>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>Groß</translation>
    </message>
    <message>
        <source>By speed (%)</source>
        <translation>Nach Geschwindigkeit (%)</translation>
    </message>
    <message>
        <source>By the mean overlap of an object with itself up to 10 frames away: slow above 0.9, fast below 0.7.</source>
        <translation>Nach der mittleren Überlappung eines Objekts mit sich selbst bis zu 10 Bilder entfernt: langsam über 0,9, schnell unter 0,7.</translation>
    </message>
    <message>
        <source>By size (%)</source>
        <translation>Nach Größe (%)</translation>
    </message>
    <message>
        <source>By the square root of the area: small below 32 pixels, large from 64.</source>
        <translation>Nach der Wurzel der Fläche: klein unter 32 Pixeln, groß ab 64.</translation>
    </message>
    <message>
        <source>What a viewer sees</source>
        <translation>Was ein Betrachter sieht</translation>
    </message>
    <message>
        <source>Frames from the first in which an object counts to the first in which it is found; objects of the first frame are left out.</source>
        <translation>Bilder vom ersten, in dem ein Objekt zählt, bis zum ersten, in dem es gefunden wird; ohne die Objekte des ersten Bildes.</translation>
    </message>
    <message>
        <source>Delay of newcomers, median (frames)</source>
        <translation>Verzögerung bei Neuen, Median (Bilder)</translation>
    </message>
    <message>
        <source>Delay of newcomers, mean (frames)</source>
        <translation>Verzögerung bei Neuen, Mittel (Bilder)</translation>
    </message>
    <message>
        <source>Newcomers never found</source>
        <translation>Nie gefundene Neue</translation>
    </message>
    <message>
        <source>Mean of what is shown in a frame, of boxes with a score high enough to be believed.</source>
        <translation>Mittel dessen, was in einem Bild gezeigt wird, von Boxen, die sicher genug sind, um geglaubt zu werden.</translation>
    </message>
    <message>
        <source>False alarms a frame</source>
        <translation>Fehlalarme je Bild</translation>
    </message>
    <message>
        <source>Duplicates a frame</source>
        <translation>Doppelte je Bild</translation>
    </message>
    <message>
        <source>Missed objects a frame</source>
        <translation>Verfehlte Objekte je Bild</translation>
    </message>
    <message>
        <source>Wall time of everything but decoding the video.</source>
        <translation>Verstrichene Zeit für alles außer dem Dekodieren des Videos.</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <source>ms a frame, mean</source>
        <translation>ms je Bild, Mittel</translation>
    </message>
    <message>
        <source>ms a frame, median</source>
        <translation>ms je Bild, Median</translation>
    </message>
    <message>
        <source>ms a frame, worst</source>
        <translation>ms je Bild, schlimmstes</translation>
    </message>
    <message>
        <source>ms a detector call</source>
        <translation>ms je Aufruf des Detektors</translation>
    </message>
    <message>
        <source>Only frames that the detector looked at.</source>
        <translation>Nur Bilder, die der Detektor angesehen hat.</translation>
    </message>
    <message>
        <source>Detector, ms a frame</source>
        <translation>Detektor, ms je Bild</translation>
    </message>
    <message>
        <source>Skipped frames count as none.</source>
        <translation>Ausgelassene Bilder zählen als null.</translation>
    </message>
    <message>
        <source>Detector, million MACs a frame</source>
        <translation>Detektor, Millionen MACs je Bild</translation>
    </message>
    <message>
        <source>Executed multiply-accumulates.</source>
        <translation>Ausgeführte Multiplikationen mit Addition.</translation>
    </message>
    <message>
        <source>Against every frame in full, over all frames of the video.</source>
        <translation>Gegen jedes Bild ganz, über alle Bilder des Videos.</translation>
    </message>
    <message>
        <source>Speed-up by equation 3.9</source>
        <translation>Beschleunigung nach Gleichung 3.9</translation>
    </message>
    <message>
        <source>Speed-up in MACs</source>
        <translation>Beschleunigung in MACs</translation>
    </message>
    <message>
        <source>Speed-up in detector time</source>
        <translation>Beschleunigung des Detektors</translation>
    </message>
    <message>
        <source>Speed-up in total time</source>
        <translation>Beschleunigung insgesamt</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Frames looked at</source>
        <translation>Angesehene Bilder</translation>
    </message>
    <message>
        <source>of them in full</source>
        <translation>davon ganz</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>%1 minus %2; costs relative to it. Noise: below about 1.5 points of AP.</source>
        <translation>%1 minus %2; Aufwand im Verhältnis dazu. Rauschen: unter etwa 1,5 Punkten AP.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::EvaluationTable</name>
    <message>
        <source>Frame %1 of %2</source>
        <translation>Bild %1 von %2</translation>
    </message>
    <message>
        <source>Computing …</source>
        <translation>Rechnet …</translation>
    </message>
    <message>
        <source>Nothing evaluated yet.</source>
        <translation>Noch nichts ausgewertet.</translation>
    </message>
    <message>
        <source>Open a video and a detector first.</source>
        <translation>Öffnen Sie zuerst ein Video und einen Detektor.</translation>
    </message>
    <message>
        <source>of the setting before</source>
        <translation>der vorigen Einstellung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Evaluate again</source>
        <translation>Neu auswerten</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Policies compared</source>
        <translation>Verfahren im Vergleich</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies the selected cells, or all, with tabulators between (%1)</source>
        <translation>Kopiert die gewählten Zellen oder alle, mit Tabulatoren dazwischen (%1)</translation>
    </message>
    <message>
        <source>Runs the policies over the whole video, side by side, or stops that</source>
        <translation>Lässt die Verfahren Seite an Seite über das ganze Video laufen oder hält das an</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::FrameChart</name>
    <message>
        <source>Nothing played yet.</source>
        <translation>Noch nichts abgespielt.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::FrameCostChart</name>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>ms a frame</source>
        <translation>ms je Bild</translation>
    </message>
    <message>
        <source>Million MACs a frame</source>
        <translation>Millionen MACs je Bild</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Montage</source>
        <translation>Montage</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detektor</translation>
    </message>
    <message>
        <source>Tracking</source>
        <translation>Verfolgung</translation>
    </message>
    <message>
        <source>Executed</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Avoided by knobs</source>
        <translation>Durch Regler vermieden</translation>
    </message>
    <message>
        <source>A full frame</source>
        <translation>Ein ganzes Bild</translation>
    </message>
    <message>
        <source>Cost of each frame</source>
        <translation>Aufwand je Bild</translation>
    </message>
    <message>
        <source>Wall time of each frame by stage; decoding the video is not counted. Decision: prediction, requests and packing; detector: the network with its preparation and suppression; tracking: the way back, association and motion. A triangle: the bar goes on.</source>
        <translation>Verstrichene Zeit je Bild nach Stufen; das Dekodieren des Videos zählt nicht. Entscheidung: Vorhersage, Anforderungen und Packen; Detektor: das Netz mit Vorbereitung und Unterdrückung; Verfolgung: Rückweg, Zuordnung und Bewegung. Ein Dreieck: Der Balken geht weiter.</translation>
    </message>
    <message>
        <source>Multiply-accumulates of the detector in each frame; skipped frames need none.</source>
        <translation>MACs des Detektors je Bild; ausgelassene Bilder brauchen keine.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::GateGroup</name>
    <message>
        <source>No gate here: %1.</source>
        <translation>Hier gibt es kein Gate: %1.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>wird gemessen …</translation>
    </message>
    <message>
        <source>same answer in 8 bits</source>
        <translation>gleiche Antwort in 8 Bit</translation>
    </message>
    <message>
        <source>another answer</source>
        <translation>andere Antwort</translation>
    </message>
    <message>
        <source>Images by the margin of their 8-bit answer, each density with a height of its own. The dense network&apos;s answer is what the two are told apart by.</source>
        <translation>Bilder nach dem Abstand ihrer 8-Bit-Antwort, jede Dichte mit eigener Höhe. Die beiden unterscheiden sich danach, ob das dichte Netz ebenso antwortet.</translation>
    </message>
    <message>
        <source>Effort by image, for the whole network. An 8-bit pass answers first. Where its two best logits are less than the margin apart the image is in doubt: the exact network, with the knobs of its layers, runs again and its answer counts.

Cost = 8-bit MACs · %1 + share repeated · exact MACs</source>
        <translation>Aufwand je Bild, für das ganze Netz. Zuerst antwortet ein Durchlauf in 8 Bit. Liegen seine beiden besten Logits weniger als den Abstand auseinander, ist das Bild zweifelhaft: Das exakte Netz mit den Reglern seiner Schichten rechnet noch einmal, und seine Antwort gilt.

Kosten = 8-Bit-MACs · %1 + wiederholter Anteil · exakte MACs</translation>
    </message>
    <message>
        <source>Repeat below a margin of</source>
        <translation>Wiederholen unter dem Abstand</translation>
    </message>
    <message>
        <source>Difference of the two best logits of the 8-bit pass. 0 repeats no image; the right end repeats all of them. The axis gives small margins more room.</source>
        <translation>Unterschied der beiden besten Logits des 8-Bit-Durchlaufs. 0 wiederholt kein Bild, das rechte Ende alle. Die Achse gibt kleinen Abständen mehr Platz.</translation>
    </message>
    <message>
        <source>repeats %1 % of the images</source>
        <translation>wiederholt %1 % der Bilder</translation>
    </message>
    <message>
        <source>repeated</source>
        <translation>wiederholt</translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>Einigkeit</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Share of the images that the exact network runs again</source>
        <translation>Anteil der Bilder, die das exakte Netz noch einmal rechnet</translation>
    </message>
    <message>
        <source>Share of the images with the dense network&apos;s answer</source>
        <translation>Anteil der Bilder mit der Antwort des dichten Netzes</translation>
    </message>
    <message>
        <source>Top-1 accuracy</source>
        <translation>Top-1-Genauigkeit</translation>
    </message>
    <message>
        <source>MACs an image of the dense network&apos;s, an 8-bit one counted as %1</source>
        <translation>MACs je Bild im Verhältnis zum dichten Netz, eine in 8 Bit zählt %1</translation>
    </message>
    <message>
        <source>another answer: %1 %</source>
        <translation>andere Antwort: %1 %</translation>
    </message>
    <message>
        <source>Gate, whole network</source>
        <translation>Gate, ganzes Netz</translation>
    </message>
    <message>
        <source>off (would save %1)</source>
        <translation>aus (würde %1 sparen)</translation>
    </message>
    <message>
        <source>saves ≈ %1</source>
        <translation>spart ≈ %1</translation>
    </message>
    <message>
        <source>saves %1</source>
        <translation>spart %1</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::HistogramSlider</name>
    <message>
        <source>no values</source>
        <translation>keine Werte</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>wird gemessen …</translation>
    </message>
    <message>
        <source>cuts %1 %</source>
        <translation>schneidet %1 % ab</translation>
    </message>
    <message>
        <source>The histogram is still being measured.</source>
        <translation>Das Histogramm wird noch gemessen.</translation>
    </message>
    <message>
        <source>%1 % of the values measured lie on the cut side.</source>
        <translation>%1 % der gemessenen Werte liegen auf der abgeschnittenen Seite.</translation>
    </message>
    <message>
        <source>Hatched: a setting that shapes these values changed since they were measured.</source>
        <translation>Schraffiert: Seit der Messung hat sich eine Einstellung geändert, von der diese Werte abhängen.</translation>
    </message>
    <message>
        <source>%1, between %2 and %3</source>
        <translation>%1, zwischen %2 und %3</translation>
    </message>
    <message>
        <source>%1 % of them are exactly %2: the bar at the edge.</source>
        <translation>%1 % davon sind genau %2: der Balken am Rand.</translation>
    </message>
    <message>
        <source>The knob is off: moving the threshold switches it on.</source>
        <translation>Der Regler ist aus: Wer die Schwelle bewegt, schaltet ihn ein.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::ImageBrowser</name>
    <message>
        <source>Image %1: %2</source>
        <translation>Bild %1: %2</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Number of the image</source>
        <translation>Nummer des Bildes</translation>
    </message>
    <message>
        <source>Hardest</source>
        <translation>Schwerste</translation>
    </message>
    <message>
        <source>Images that need most operations</source>
        <translation>Bilder, die die meisten Operationen brauchen</translation>
    </message>
    <message>
        <source>Easiest</source>
        <translation>Leichteste</translation>
    </message>
    <message>
        <source>Images that need fewest operations</source>
        <translation>Bilder, die die wenigsten Operationen brauchen</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::InputForm</name>
    <message>
        <source>Caffe, ImageNet: BGR, means 104 117 123</source>
        <translation>Caffe, ImageNet: BGR, Mittelwerte 104 117 123</translation>
    </message>
    <message>
        <source>PyTorch, ImageNet: RGB, means 123.7 116.3 103.5, / 57.4</source>
        <translation>PyTorch, ImageNet: RGB, Mittelwerte 123.7 116.3 103.5, / 57.4</translation>
    </message>
    <message>
        <source>Darknet and many others: RGB, pixels / 255</source>
        <translation>Darknet und viele andere: RGB, Bildpunkte / 255</translation>
    </message>
    <message>
        <source>Pixels from -1 to 1: RGB, mean 127.5, / 127.5</source>
        <translation>Bildpunkte von -1 bis 1: RGB, Mittelwert 127.5, / 127.5</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Blue, green, red (BGR)</source>
        <translation>Blau, Grün, Rot (BGR)</translation>
    </message>
    <message>
        <source>Red, green, blue (RGB)</source>
        <translation>Rot, Grün, Blau (RGB)</translation>
    </message>
    <message>
        <source>Keep the size</source>
        <translation>Größe behalten</translation>
    </message>
    <message>
        <source>Stretch to the input</source>
        <translation>Auf die Eingabe strecken</translation>
    </message>
    <message>
        <source>Short side to</source>
        <translation>Kurze Seite auf</translation>
    </message>
    <message>
        <source>Choose what such networks usually take …</source>
        <translation>Wählen, was solche Netze meist nehmen …</translation>
    </message>
    <message>
        <source>&amp;Usual settings</source>
        <translation>&amp;Übliche Werte</translation>
    </message>
    <message>
        <source>&amp;Width and height</source>
        <translation>&amp;Breite und Höhe</translation>
    </message>
    <message>
        <source>&amp;Channels</source>
        <translation>&amp;Kanäle</translation>
    </message>
    <message>
        <source>&amp;Resize</source>
        <translation>&amp;Größe anpassen</translation>
    </message>
    <message>
        <source>&amp;Mean</source>
        <translation>&amp;Mittelwert</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>&amp;Faktor</translation>
    </message>
    <message>
        <source>Cut out the c&amp;entre</source>
        <translation>Mitte a&amp;usschneiden</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Short side</source>
        <translation>Kurze Seite</translation>
    </message>
    <message>
        <source>Subtracted from the pixels 0..255: one number for each channel in the order above, or one for all</source>
        <translation>Wird von den Bildpunkten 0..255 abgezogen: eine Zahl je Kanal in der Reihenfolge oben, oder eine für alle</translation>
    </message>
    <message>
        <source>Input value = (pixel - mean) × scale; 0.00392157 is 1/255</source>
        <translation>Eingabewert = (Bildpunkt - Mittelwert) × Faktor; 0.00392157 ist 1/255</translation>
    </message>
    <message>
        <source>from the mean image</source>
        <translation>aus dem Mittelbild</translation>
    </message>
    <message>
        <source>The mean must be one number.</source>
        <translation>Der Mittelwert muss eine Zahl sein.</translation>
    </message>
    <message>
        <source>The mean must be one number, or %1 with commas between them.</source>
        <translation>Der Mittelwert muss eine Zahl sein, oder %1 mit Kommas dazwischen.</translation>
    </message>
    <message>
        <source>The scale must be a number other than 0.</source>
        <translation>Der Faktor muss eine andere Zahl als 0 sein.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::KnobGroup</name>
    <message>
        <source>Locked: tuning leaves this knob as it is. A hand may still move it.</source>
        <translation>Gesperrt: Die Abstimmung lässt diesen Regler, wie er ist. Von Hand lässt er sich weiter bewegen.</translation>
    </message>
    <message>
        <source>Lock: tuning shall leave this knob as it is</source>
        <translation>Sperren: Die Abstimmung soll diesen Regler lassen, wie er ist</translation>
    </message>
    <message>
        <source>Lock %1</source>
        <translation>%1 sperren</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::KnobPanel</name>
    <message>
        <source>Choose a layer in the table to see its knobs.</source>
        <translation>Wählen Sie in der Tabelle eine Schicht, um ihre Regler zu sehen.</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>Faltung</translation>
    </message>
    <message>
        <source>Fully connected</source>
        <translation>Voll verbunden</translation>
    </message>
    <message>
        <source>%1, %2 taps a neuron</source>
        <translation>%1, %2 Summanden je Neuron</translation>
    </message>
    <message>
        <source>Histograms of %1 images</source>
        <translation>Histogramme von %1 Bildern</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>wird gemessen …</translation>
    </message>
    <message>
        <source>saves ≈ %1 % of this layer&apos;s MACs</source>
        <translation>spart ≈ %1 % der MACs</translation>
    </message>
    <message>
        <source>saves %1 % of this layer&apos;s MACs</source>
        <translation>spart %1 % der MACs</translation>
    </message>
    <message>
        <source>off (would save %1 %)</source>
        <translation>aus (würde %1 % sparen)</translation>
    </message>
    <message>
        <source>No knobs here: they save multiplications of convolutions and fully connected layers. Those have switches in the table.</source>
        <translation>Hier gibt es keine Regler: Sie sparen Multiplikationen von Faltungen und voll verbundenen Schichten. Diese haben Schalter in der Tabelle.</translation>
    </message>
    <message>
        <source>All knobs off: every MAC is computed</source>
        <translation>Alle Regler aus: Jeder MAC wird gerechnet</translation>
    </message>
    <message>
        <source>Predicted from the histograms below, as are the savings beside the switches. The table and the charts count.</source>
        <translation>Aus den Histogrammen unten vorhergesagt, wie auch die Ersparnisse neben den Schaltern. Tabelle und Diagramme zählen.</translation>
    </message>
    <message>
        <source>By the histograms %1 % of its MACs saved</source>
        <translation>Laut Histogrammen %1 % ihrer MACs gespart</translation>
    </message>
    <message>
        <source>Gate of the network and knobs of the selected layer</source>
        <translation>Gate des Netzes und Regler der gewählten Schicht</translation>
    </message>
    <message>
        <source>By the histograms %1 % of its MACs saved, where the gate repeats</source>
        <translation>Laut Histogrammen %1 % ihrer MACs gespart, wo das Gate wiederholt</translation>
    </message>
    <message>
        <source>Copy these knobs to …</source>
        <translation>Diese Regler kopieren nach …</translation>
    </message>
    <message>
        <source>Gives other layers the same numbers, or thresholds that take the same shares there</source>
        <translation>Gibt anderen Schichten dieselben Zahlen, oder Schwellen, die dort dieselben Anteile nehmen</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::LayerTableModel</name>
    <message>
        <source>≈ %1</source>
        <comment>an estimated percentage</comment>
        <translation>≈ %1</translation>
    </message>
    <message>
        <source>%1 has no multiplications.</source>
        <translation>%1 hat keine Multiplikationen.</translation>
    </message>
    <message>
        <source>%1 multiply-accumulates an image, every tap counted (%2 operations).</source>
        <translation>%1 Multiplikationen mit Addition je Bild, jeder Summand gezählt (%2 Operationen).</translation>
    </message>
    <message>
        <source>Estimated from histograms; the count follows.</source>
        <translation>Aus Histogrammen geschätzt; die Zählung folgt.</translation>
    </message>
    <message>
        <source>Dense kernel, one image, measured on this machine</source>
        <translation>Dichter Kern, ein Bild, auf diesem Rechner gemessen</translation>
    </message>
    <message>
        <source>No saturating activation behind this layer</source>
        <translation>Keine sättigende Aktivierung hinter dieser Schicht</translation>
    </message>
    <message>
        <source>Convolutions only</source>
        <translation>Nur für Faltungen</translation>
    </message>
    <message>
        <source>%1 (%2), locked: tuning leaves it alone</source>
        <translation>%1 (%2), gesperrt: Die Abstimmung lässt sie in Ruhe</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Saved %</source>
        <translation>Gespart %</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>SPET</source>
        <translation>SPET</translation>
    </message>
    <message>
        <source>SDSS</source>
        <translation>SDSS</translation>
    </message>
    <message>
        <source>SFMA</source>
        <translation>SFMA</translation>
    </message>
    <message>
        <source>Shape of the layer&apos;s output for one image</source>
        <translation>Form der Ausgabe der Schicht für ein Bild</translation>
    </message>
    <message>
        <source>Multiply-accumulates of the dense layer for one image; one MAC is two operations</source>
        <translation>Multiplikationen mit Addition der dichten Schicht für ein Bild; ein MAC sind zwei Operationen</translation>
    </message>
    <message>
        <source>Share of the layer&apos;s dense MACs that the knobs avoid</source>
        <translation>Anteil der dichten MACs der Schicht, den die Regler vermeiden</translation>
    </message>
    <message>
        <source>Time of the dense layer for one image, on this machine</source>
        <translation>Zeit der dichten Schicht für ein Bild auf diesem Rechner</translation>
    </message>
    <message>
        <source>Saturation prediction and early termination: stops a sum once its saturation is predicted</source>
        <translation>Sättigungsvorhersage und früher Abbruch: beendet eine Summe, sobald ihre Sättigung vorhergesagt ist</translation>
    </message>
    <message>
        <source>Significance-driven selective sampling: takes the neighbours&apos; average where they agree</source>
        <translation>Auswahl nach Bedeutung: nimmt den Mittelwert der Nachbarn, wo sie übereinstimmen</translation>
    </message>
    <message>
        <source>Similarity-based feature-map approximation: replaces quiet input maps by their mean</source>
        <translation>Näherung ähnlicher Merkmalskarten: ersetzt ruhige Eingangskarten durch ihren Mittelwert</translation>
    </message>
    <message>
        <source>Of this layer&apos;s MACs: SPET %1 %, SDSS %2 %, SFMA %3 %, gate %4 %</source>
        <translation>Von den MACs dieser Schicht: SPET %1 %, SDSS %2 %, SFMA %3 %, Gate %4 %</translation>
    </message>
    <message>
        <source>%1: the only kernel for this layer, or chosen without a measurement</source>
        <translation>%1: der einzige Kern für diese Schicht, oder ohne Messung gewählt</translation>
    </message>
    <message>
        <source>Alternatives as measured on this machine, ms an image on one thread:</source>
        <translation>Möglichkeiten, gemessen auf diesem Rechner, ms je Bild auf einem Thread:</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kern</translation>
    </message>
    <message>
        <source>How the engine “fast” computes the dense layer on this machine: the cheapest way it measured</source>
        <translation>Wie die Engine „fast“ die dichte Schicht auf diesem Rechner rechnet: der billigste Weg, den sie gemessen hat</translation>
    </message>
    <message>
        <source>No choice here: the engine computes this layer in one way only</source>
        <translation>Hier gibt es keine Wahl: Die Engine rechnet diese Schicht nur auf eine Weise</translation>
    </message>
    <message>
        <source>Locked: tuning leaves it as it is. A hand may still move it.</source>
        <translation>Gesperrt: Die Abstimmung lässt ihn, wie er ist. Von Hand lässt er sich weiter bewegen.</translation>
    </message>
    <message>
        <source>The padlock beside it, or key L: tuning leaves it as it is.</source>
        <translation>Das Schloss daneben, oder Taste L: Die Abstimmung lässt ihn, wie er ist.</translation>
    </message>
    <message>
        <source>Cost %</source>
        <comment>what the knobs themselves cost</comment>
        <translation>Aufwand %</translation>
    </message>
    <message>
        <source>What the knobs themselves cost: comparisons, averages, variances, one operation each, as a share of the layer&apos;s dense operations (2·MACs). The operation ratio has it in.</source>
        <translation>Was die Regler selbst kosten: Vergleiche, Mittelwerte, Varianzen, je eine Operation, als Anteil der dichten Operationen der Schicht (2·MACs). Im Operationsverhältnis ist es enthalten.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::MontageView</name>
    <message>
        <source>Montage the detector sees</source>
        <translation>Montage, die der Detektor sieht</translation>
    </message>
    <message>
        <source>Montage</source>
        <translation>Montage</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <comment>width and height</comment>
        <translation>%1 × %2</translation>
    </message>
    <message numerus="yes">
        <source>%n tile(s)</source>
        <translation>
            <numerusform>%n Kachel</numerusform>
            <numerusform>%n Kacheln</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 % filled</source>
        <translation>%1 % gefüllt</translation>
    </message>
    <message>
        <source>%1: %2 × %3 pixels of the frame in %4 × %5</source>
        <comment>purpose of a tile, sizes</comment>
        <translation>%1: %2 × %3 Pixel des Bildes in %4 × %5</translation>
    </message>
    <message>
        <source>track %1</source>
        <translation>Spur %1</translation>
    </message>
    <message>
        <source>Back to the frame: x, y =</source>
        <translation>Zurück ins Bild: x, y =</translation>
    </message>
    <message>
        <source>Point at a tile to see its way back.</source>
        <translation>Zeigen Sie auf eine Kachel, um ihren Rückweg zu sehen.</translation>
    </message>
    <message>
        <source>Skipped: boxes held.
The detector did not look at frame %1.</source>
        <translation>Ausgelassen: Boxen gehalten.
Der Detektor hat Bild %1 nicht angesehen.</translation>
    </message>
    <message>
        <source>The montage appears once a frame was looked at.</source>
        <translation>Die Montage erscheint, sobald ein Bild angesehen wurde.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::ObjectCountChart</name>
    <message>
        <source>Objects in a frame</source>
        <translation>Objekte in einem Bild</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Suggested max_obj: %1</source>
        <translation>Vorschlag für max_obj: %1</translation>
    </message>
    <message>
        <source>How many frames show so many objects. With more than max_obj of them a whole frame costs less than foveas; the suggestion holds 95 % of the frames.</source>
        <translation>Wie viele Bilder so viele Objekte zeigen. Bei mehr als max_obj kostet ein ganzes Bild weniger als Foveae; der Vorschlag fasst 95 % der Bilder.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::OriginLegend</name>
    <message>
        <source>Ground truth</source>
        <translation>Wirkliche Objekte</translation>
    </message>
    <message>
        <source>Where an object really is; thick: missed.</source>
        <translation>Wo ein Objekt wirklich ist; dick: verfehlt.</translation>
    </message>
    <message>
        <source>Line styles of boxes</source>
        <translation>Linienarten der Boxen</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::ParameterField</name>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Usual: %1. Command line: --set %2=…</source>
        <translation>Üblich: %1. Befehlszeile: --set %2=…</translation>
    </message>
    <message>
        <source>Back to the usual value: %1</source>
        <translation>Zurück zum üblichen Wert: %1</translation>
    </message>
    <message>
        <source>Usual value of: %1</source>
        <translation>Üblicher Wert von: %1</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::PlayerBar</name>
    <message>
        <source>No video</source>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>live · frame %1</source>
        <translation>live · Bild %1</translation>
    </message>
    <message>
        <source>frame %1 of %2 · %3 of %4</source>
        <comment>frame, last frame, time, end</comment>
        <translation>Bild %1 von %2 · %3 von %4</translation>
    </message>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>To the first frame</source>
        <translation>Zum ersten Bild</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>A frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>A frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>To the last frame</source>
        <translation>Zum letzten Bild</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>Am Ende von vorn beginnen</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Next frame in which an object is missed</source>
        <translation>Nächstes Bild, in dem ein Objekt verfehlt wird</translation>
    </message>
    <message>
        <source>M; back: Shift+M</source>
        <translation>M; zurück: Umschalt+M</translation>
    </message>
    <message>
        <source>Next frame with a false alarm</source>
        <translation>Nächstes Bild mit einem Fehlalarm</translation>
    </message>
    <message>
        <source>F; back: Shift+F</source>
        <translation>F; zurück: Umschalt+F</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Speed, times real time ([ slower, ] faster)</source>
        <translation>Geschwindigkeit, mal Echtzeit ([ langsamer, ] schneller)</translation>
    </message>
    <message>
        <source>Frames really shown in a second</source>
        <translation>Bilder, die wirklich in einer Sekunde gezeigt werden</translation>
    </message>
    <message>
        <source>Max</source>
        <comment>speed: as fast as possible</comment>
        <translation>Max</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>speed</comment>
        <translation>%1×</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::PolicyPanel</name>
    <message>
        <source>Policy</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>How the video is looked at. Command line: --policy</source>
        <translation>Wie das Video angesehen wird. Befehlszeile: --policy</translation>
    </message>
    <message>
        <source>Every so many frames (K)</source>
        <translation>Jedes so vielte Bild (K)</translation>
    </message>
    <message>
        <source>The detector looks at one frame in so many.</source>
        <translation>Der Detektor sieht eines von so vielen Bildern an.</translation>
    </message>
    <message>
        <source>Usual values</source>
        <translation>Übliche Werte</translation>
    </message>
    <message>
        <source>All parameters of this policy as they come</source>
        <translation>Alle Parameter dieses Verfahrens, wie sie vorgegeben sind</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::PrecisionChart</name>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>AP at IoU 0.5 so far</source>
        <translation>AP bei IoU 0,5 bisher</translation>
    </message>
    <message>
        <source>This policy</source>
        <translation>Dieses Verfahren</translation>
    </message>
    <message>
        <source>Every frame in full</source>
        <translation>Jedes Bild ganz</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Average precision so far</source>
        <translation>Average Precision bisher</translation>
    </message>
    <message>
        <source>Mean over the classes of the area under precision over recall, of all boxes shown from the first frame played up to each; skipped frames count with the boxes shown in them.</source>
        <translation>Mittel über die Klassen der Fläche unter Genauigkeit über Ausbeute, aller Boxen vom ersten abgespielten Bild bis zum jeweiligen; ausgelassene Bilder zählen mit den Boxen, die in ihnen gezeigt werden.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SavingsBars</name>
    <message>
        <source>%1: %2 MACs (%3 %)</source>
        <translation>%1: %2 MACs (%3 %)</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>Dicht</translation>
    </message>
    <message>
        <source>Executed</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Saved by SPET</source>
        <translation>Gespart durch SPET</translation>
    </message>
    <message>
        <source>Saved by SFMA</source>
        <translation>Gespart durch SFMA</translation>
    </message>
    <message>
        <source>Saved by SDSS</source>
        <translation>Gespart durch SDSS</translation>
    </message>
    <message>
        <source>Estimated from histograms; the count follows.</source>
        <translation>Aus Histogrammen geschätzt; die Zählung folgt.</translation>
    </message>
    <message>
        <source>Saved by the gate</source>
        <translation>Gespart durch das Gate</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SavingsChart</name>
    <message>
        <source>%1, estimated</source>
        <translation>%1, geschätzt</translation>
    </message>
    <message>
        <source>Share of each layer</source>
        <translation>Anteil je Schicht</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Share: every layer in full width. MACs: bars by the layer&apos;s multiply-accumulates.</source>
        <translation>Anteil: jede Schicht in voller Breite. MACs: Balken nach den Multiplikationen der Schicht.</translation>
    </message>
    <message>
        <source>Scale of the savings chart</source>
        <translation>Maßstab des Diagramms der Ersparnis</translation>
    </message>
    <message>
        <source>Savings of each layer</source>
        <translation>Ersparnis jeder Schicht</translation>
    </message>
    <message>
        <source>%1 % of all MACs saved</source>
        <translation>%1 % aller MACs gespart</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>Gate</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SavingsModel</name>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Dense MACs</source>
        <translation>Dichte MACs</translation>
    </message>
    <message>
        <source>Executed MACs</source>
        <translation>Ausgeführte MACs</translation>
    </message>
    <message>
        <source>Saved by SPET</source>
        <translation>Gespart durch SPET</translation>
    </message>
    <message>
        <source>Saved by SFMA</source>
        <translation>Gespart durch SFMA</translation>
    </message>
    <message>
        <source>Saved by SDSS</source>
        <translation>Gespart durch SDSS</translation>
    </message>
    <message>
        <source>Saved fraction</source>
        <translation>Gesparter Anteil</translation>
    </message>
    <message>
        <source>Saved by the gate</source>
        <translation>Gespart durch das Gate</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SdssGroup</name>
    <message>
        <source>Fully connected layers have SPET only.</source>
        <translation>Voll verbundene Schichten haben nur SPET.</translation>
    </message>
    <message>
        <source>Every %1 rows and columns</source>
        <translation>Jede %1. Zeile und Spalte</translation>
    </message>
    <message>
        <source>SDSS</source>
        <translation>SDSS</translation>
    </message>
    <message>
        <source>Significance-driven selective sampling. Neurons on every second row and column (or rarer) are computed. Each other neuron looks at its sampled neighbours after the activation:

maximum &lt; max and maximum − minimum &lt; delta: their average
else: computed</source>
        <translation>Auswahl nach Bedeutung. Neuronen in jeder zweiten Zeile und Spalte (oder seltener) werden berechnet. Jedes andere Neuron sieht nach der Aktivierung auf seine berechneten Nachbarn:

Maximum &lt; max und Maximum − Minimum &lt; delta: ihr Mittelwert
sonst: berechnet</translation>
    </message>
    <message>
        <source>Neighbours&apos; maximum below</source>
        <translation>Maximum der Nachbarn unter</translation>
    </message>
    <message>
        <source>max: the largest of the sampled neighbours must be below, else the neuron matters too much.</source>
        <translation>max: Der größte der berechneten Nachbarn muss darunter liegen, sonst ist das Neuron zu wichtig.</translation>
    </message>
    <message>
        <source>Neighbours&apos; range below</source>
        <translation>Spanne der Nachbarn unter</translation>
    </message>
    <message>
        <source>delta: largest minus smallest of the sampled neighbours must be below, else they disagree.</source>
        <translation>delta: größter minus kleinster der berechneten Nachbarn muss darunter liegen, sonst sind sie uneins.</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Sampling period: larger ones sample fewer neurons</source>
        <translation>Auswahlabstand: größere wählen weniger Neuronen aus</translation>
    </message>
    <message>
        <source>Sampling period</source>
        <translation>Auswahlabstand</translation>
    </message>
    <message>
        <source>SPET everywhere</source>
        <translation>SPET überall</translation>
    </message>
    <message>
        <source>SPET also on the neurons that sampling left to be computed; otherwise on the sampled ones only, as in the paper</source>
        <translation>SPET auch bei den Neuronen, die nach der Auswahl noch berechnet werden; sonst nur bei den ausgewählten, wie im Artikel</translation>
    </message>
    <message>
        <source>cuts %1 % of these neurons</source>
        <translation>spart %1 % dieser Neuronen</translation>
    </message>
    <message>
        <source>Where the neurons that were not sampled lie. Cut is the quadrant where maximum &lt; max and maximum − minimum &lt; delta: these neurons take the average of their sampled neighbours.</source>
        <translation>Wo die nicht ausgewählten Neuronen liegen. Gespart wird im Quadranten Maximum &lt; max und Maximum − Minimum &lt; delta: Diese Neuronen erhalten den Mittelwert ihrer ausgewählten Nachbarn.</translation>
    </message>
    <message>
        <source>neighbours&apos; maximum</source>
        <translation>Maximum der Nachbarn</translation>
    </message>
    <message>
        <source>range</source>
        <translation>Spanne</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SfmaGroup</name>
    <message>
        <source>Fully connected layers have SPET only.</source>
        <translation>Voll verbundene Schichten haben nur SPET.</translation>
    </message>
    <message>
        <source>SFMA</source>
        <translation>SFMA</translation>
    </message>
    <message>
        <source>Similarity-based feature-map approximation. A pair of input map n and output map m whose kernel is small and whose input is quiet contributes the map&apos;s mean times the kernel&apos;s sum, one MAC instead of the kernel&apos;s size:

sum |w| &lt; weight and var(n) &lt; variance: mean(n) · sum w</source>
        <translation>Näherung ähnlicher Merkmalskarten. Ein Paar aus Eingangskarte n und Ausgangskarte m, dessen Kern klein und dessen Eingang ruhig ist, trägt den Mittelwert der Karte mal die Summe des Kerns bei, ein MAC statt so vieler wie der Kern groß ist:

Summe |w| &lt; weight und var(n) &lt; variance: Mittel(n) · Summe w</translation>
    </message>
    <message>
        <source>Kernel&apos;s sum |w| below</source>
        <translation>Summe |w| des Kerns unter</translation>
    </message>
    <message>
        <source>weight: the kernel from this input map to this output map must be smaller.</source>
        <translation>weight: Der Kern von dieser Eingangskarte zu dieser Ausgangskarte muss kleiner sein.</translation>
    </message>
    <message>
        <source>Input map&apos;s variance below</source>
        <translation>Varianz der Eingangskarte unter</translation>
    </message>
    <message>
        <source>variance: of the whole input map; a quiet map is told by its mean alone.</source>
        <translation>variance: der ganzen Eingangskarte; für eine ruhige Karte genügt ihr Mittelwert.</translation>
    </message>
    <message>
        <source>cuts %1 % of these pairs</source>
        <translation>spart %1 % dieser Paare</translation>
    </message>
    <message>
        <source>Where the pairs of an input map and an output map lie. Cut is the quadrant where Σ|w| &lt; weight and σ² &lt; variance: these pairs cost one MAC, μ·Σw, instead of kh·kw.</source>
        <translation>Wo die Paare aus Eingangs- und Ausgangskarte liegen. Gespart wird im Quadranten Σ|w| &lt; weight und σ² &lt; variance: Diese Paare kosten einen MAC, μ·Σw, statt kh·kw.</translation>
    </message>
    <message>
        <source>kernel&apos;s sum |w|</source>
        <translation>Summe |w| des Kerns</translation>
    </message>
    <message>
        <source>variance</source>
        <translation>Varianz</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SpeedUpChart</name>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Times faster than full frames</source>
        <translation>Mal schneller als ganze Bilder</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Equation 3.9</source>
        <translation>Gleichung 3.9</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Speed-up so far</source>
        <translation>Beschleunigung bisher</translation>
    </message>
    <message>
        <source>How many times faster than looking at every frame in full, from the first frame played up to each. Equation 3.9: the detector&apos;s input over the canvases, areas in pixels, times the frames. MACs: counted. Measured: wall time with everything around the detector.</source>
        <translation>Wie viel mal schneller, als jedes Bild ganz anzusehen, vom ersten abgespielten Bild bis zum jeweiligen. Gleichung 3.9: Eingabe des Detektors durch die Montagen, Flächen in Pixeln, mal die Bilder. MACs: gezählt. Gemessen: verstrichene Zeit mit allem um den Detektor herum.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::SpetGroup</name>
    <message>
        <source>No saturating activation behind this layer: SPET has nothing to predict.</source>
        <translation>Keine sättigende Aktivierung hinter dieser Schicht: SPET hat nichts vorherzusagen.</translation>
    </message>
    <message>
        <source>Odd taps first</source>
        <translation>Ungerade Summanden zuerst</translation>
    </message>
    <message>
        <source>The prediction uses every other tap</source>
        <translation>Die Vorhersage nutzt jeden zweiten Summanden</translation>
    </message>
    <message>
        <source>Odd maps first</source>
        <translation>Ungerade Karten zuerst</translation>
    </message>
    <message>
        <source>The prediction uses every other input map</source>
        <translation>Die Vorhersage nutzt jede zweite Eingangskarte</translation>
    </message>
    <message>
        <source>Largest weights first</source>
        <translation>Größte Gewichte zuerst</translation>
    </message>
    <message>
        <source>The prediction uses the taps with the largest |w|</source>
        <translation>Die Vorhersage nutzt die Summanden mit dem größten |w|</translation>
    </message>
    <message>
        <source>Exact, no threshold</source>
        <translation>Genau, ohne Schwelle</translation>
    </message>
    <message>
        <source>Positive weights first; stops once the falling sum is below zero. Costs no accuracy.</source>
        <translation>Positive Gewichte zuerst; hört auf, sobald die fallende Summe unter null ist. Kostet keine Genauigkeit.</translation>
    </message>
    <message>
        <source>%1 % of the taps</source>
        <translation>%1 % der Summanden</translation>
    </message>
    <message>
        <source>SPET</source>
        <translation>SPET</translation>
    </message>
    <message>
        <source>Saturation prediction and early termination. A neuron&apos;s sum starts with a prediction set of its inputs. Where that partial sum s, bias included, foretells that the activation saturates, the rest of the sum is left out:

s &lt; low: output 0 (ReLU) or the low end
s &gt; high: the high end (sigmoid, tanh)
else: the full sum</source>
        <translation>Sättigungsvorhersage und früher Abbruch. Die Summe eines Neurons beginnt mit einer Vorhersagemenge seiner Eingänge. Wo diese Teilsumme s, samt Bias, ankündigt, dass die Aktivierung sättigt, entfällt der Rest der Summe:

s &lt; low: Ausgabe 0 (ReLU) oder das untere Ende
s &gt; high: das obere Ende (Sigmoid, tanh)
sonst: die ganze Summe</translation>
    </message>
    <message>
        <source>Saturate low below</source>
        <translation>Unten gesättigt unter</translation>
    </message>
    <message>
        <source>Partial sum s &lt; low: the neuron is taken as saturated at its low end. Negative values are safer, positive ones save more.</source>
        <translation>Teilsumme s &lt; low: Das Neuron gilt als am unteren Ende gesättigt. Negative Werte sind sicherer, positive sparen mehr.</translation>
    </message>
    <message>
        <source>Saturate high above</source>
        <translation>Oben gesättigt über</translation>
    </message>
    <message>
        <source>Partial sum s &gt; high: the neuron is taken as saturated at its high end.</source>
        <translation>Teilsumme s &gt; high: Das Neuron gilt als am oberen Ende gesättigt.</translation>
    </message>
    <message>
        <source>Input order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Which inputs belong to the prediction set</source>
        <translation>Welche Eingänge zur Vorhersagemenge gehören</translation>
    </message>
    <message>
        <source>Predict from</source>
        <translation>Vorhersage aus</translation>
    </message>
    <message>
        <source>Size of the prediction set: small sets save more and err more often</source>
        <translation>Größe der Vorhersagemenge: kleine sparen mehr und irren öfter</translation>
    </message>
    <message>
        <source>cuts %1 % of the sums</source>
        <translation>schneidet %1 % der Summen ab</translation>
    </message>
    <message>
        <source>Most telling taps first</source>
        <translation>Aufschlussreichste Summanden zuerst</translation>
    </message>
    <message>
        <source>Listed by the tuner, for every output map: the taps whose sum tells most of the whole sum</source>
        <translation>Vom Abstimmen aufgelistet, je Ausgangskarte: die Summanden, deren Summe am meisten über die ganze verrät</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::StudyChart</name>
    <message>
        <source>All layers</source>
        <translation>Alle Schichten</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Computing …</source>
        <translation>Rechnet …</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>of the setting before</source>
        <translation>von der vorigen Einstellung</translation>
    </message>
    <message>
        <source>Times are measured on request: the machine should do nothing else meanwhile.</source>
        <translation>Zeiten werden auf Wunsch gemessen: Der Rechner sollte dabei nichts anderes tun.</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>Noch nichts berechnet.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Neu messen</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n Reihe</numerusform>
            <numerusform>%n Reihen</numerusform>
        </translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Layers shown in the chart</source>
        <translation>Schichten im Diagramm</translation>
    </message>
    <message>
        <source>What the points are drawn over</source>
        <translation>Worüber die Punkte gezeichnet sind</translation>
    </message>
    <message>
        <source>Measure, stop or try again this study</source>
        <translation>Diese Studie messen, anhalten oder noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::StudyModel</name>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihe</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>Untere Grenze</translation>
    </message>
    <message>
        <source>Upper</source>
        <translation>Obere Grenze</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::ThresholdPad</name>
    <message>
        <source>cuts %1 %</source>
        <translation>schneidet %1 % ab</translation>
    </message>
    <message>
        <source>The density is still being measured.</source>
        <translation>Die Dichte wird noch gemessen.</translation>
    </message>
    <message>
        <source>%1 % lie exactly in the lower left corner: the square there.</source>
        <translation>%1 % liegen genau in der Ecke links unten: das Quadrat dort.</translation>
    </message>
    <message>
        <source>The axes give small values more room.</source>
        <translation>Die Achsen geben kleinen Werten mehr Raum.</translation>
    </message>
    <message>
        <source>The knob is off: moving the corner switches it on.</source>
        <translation>Der Regler ist aus: Die Ecke zu bewegen schaltet ihn ein.</translation>
    </message>
    <message>
        <source>Hatched: a setting that shapes these values changed since they were measured.</source>
        <translation>Schraffiert: Seit der Messung hat sich eine Einstellung geändert, von der diese Werte abhängen.</translation>
    </message>
    <message>
        <source>%1 %2, %3 %4</source>
        <comment>name and value of the one threshold, then of the other</comment>
        <translation>%1 %2, %3 %4</translation>
    </message>
    <message>
        <source>no values</source>
        <translation>keine Werte</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>wird gemessen …</translation>
    </message>
    <message>
        <source>%1 % of what was measured lies in the coloured quadrant; the stronger the shade, the more lies there.</source>
        <translation>%1 % des Gemessenen liegt im farbigen Quadranten; je kräftiger der Ton, desto mehr liegt dort.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TimelineStrip</name>
    <message>
        <source>Frame %1 of %2</source>
        <translation>Bild %1 von %2</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>noch nicht angesehen</translation>
    </message>
    <message>
        <source>an object is missed</source>
        <translation>ein Objekt wird verfehlt</translation>
    </message>
    <message>
        <source>false alarm</source>
        <translation>Fehlalarm</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>A camera: there is nothing to seek.</source>
        <translation>Eine Kamera: Hier gibt es nichts zu suchen.</translation>
    </message>
    <message>
        <source>No video.</source>
        <translation>Kein Video.</translation>
    </message>
    <message>
        <source>Camera, live</source>
        <translation>Kamera, live</translation>
    </message>
    <message>
        <source>No video</source>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>High: full frame; middle: foveas; low: skipped. Below: frames decoded ahead. Above: a line of missed objects (triangles), one of false alarms (crosses).
Keys: Left, Right a frame; Page Up, Page Down a second; Home, End.</source>
        <translation>Hoch: ganzes Bild; mittel: Foveae; niedrig: ausgelassen. Darunter: vorausdekodierte Bilder. Darüber: eine Zeile verfehlter Objekte (Dreiecke), eine von Fehlalarmen (Kreuze).
Tasten: Links, Rechts ein Bild; Bild auf, Bild ab eine Sekunde; Pos1, Ende.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TradeoffChart</name>
    <message>
        <source>Click to restore its knobs.</source>
        <translation>Ein Klick stellt seine Regler wieder her.</translation>
    </message>
    <message>
        <source>Accuracy &amp;budget</source>
        <translation>&amp;Budget</translation>
    </message>
    <message>
        <source> points</source>
        <comment>percentage points, after a number</comment>
        <translation> Punkte</translation>
    </message>
    <message>
        <source>Largest loss of top-1 accuracy that is still fine, in percentage points below the dense network on the same images</source>
        <translation>Größter noch erlaubter Verlust an Top-1-Genauigkeit, in Prozentpunkten unter dem dichten Netz auf denselben Bildern</translation>
    </message>
    <message>
        <source>&amp;Zoom to the budget</source>
        <translation>&amp;Nahe am Budget</translation>
    </message>
    <message>
        <source>Shows only accuracies near the budget line; settings far below leave the chart</source>
        <translation>Zeigt nur Genauigkeiten nahe der Budgetlinie; weit schlechtere Einstellungen verlassen das Diagramm</translation>
    </message>
    <message>
        <source>Trade-off chart: accuracy against how many times fewer operations</source>
        <translation>Abwägung: Genauigkeit gegen das Wievielfache weniger Operationen</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>&amp;Alles zeigen</translation>
    </message>
    <message>
        <source>Back to all points; also the key 0. The wheel zooms, dragging moves the chart.</source>
        <translation>Zurück zu allen Punkten; auch Taste 0. Das Mausrad vergrößert, Ziehen verschiebt.</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TradeoffModel</name>
    <message>
        <source>All operations</source>
        <translation>Alle Operationen</translation>
    </message>
    <message>
        <source>%1 times fewer operations</source>
        <translation>%1-mal weniger Operationen</translation>
    </message>
    <message>
        <source>%1 % top-1 (95 % interval %2 to %3)</source>
        <translation>%1 % Top-1 (95-%-Intervall %2 bis %3)</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 images so far</source>
        <translation>bisher %1 Bilder</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Dense network</source>
        <translation>Dichtes Netz</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>growing</source>
        <translation>wächst</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Times fewer operations</source>
        <translation>Operationen: Faktor</translation>
    </message>
    <message>
        <source>Top-1 (%)</source>
        <translation>Top-1 (%)</translation>
    </message>
    <message>
        <source>95 % from</source>
        <translation>95 % von</translation>
    </message>
    <message>
        <source>95 % to</source>
        <translation>95 % bis</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>knobs&apos; own cost %1 % of the dense operations</source>
        <translation>Aufwand der Regler %1 % der dichten Operationen</translation>
    </message>
    <message>
        <source>Visited</source>
        <translation>Besucht</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Schnappschuss</translation>
    </message>
    <message>
        <source>Probe, accepted beyond a rejected one: not monotone</source>
        <translation>Probe, jenseits einer verworfenen angenommen: nicht monoton</translation>
    </message>
    <message>
        <source>Probe, accepted</source>
        <translation>Probe, angenommen</translation>
    </message>
    <message>
        <source>Probe, rejected</source>
        <translation>Probe, verworfen</translation>
    </message>
    <message>
        <source>Probe, rejected early</source>
        <translation>Probe, früh verworfen</translation>
    </message>
    <message>
        <source>Probe of one knob alone</source>
        <translation>Probe eines Reglers allein</translation>
    </message>
    <message>
        <source>Knobs&apos; own cost (%)</source>
        <translation>Aufwand der Regler (%)</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TuneForm</name>
    <message>
        <source>Open a network and images that fit together first.</source>
        <translation>Zuerst ein Netz und dazu passende Bilder öffnen.</translation>
    </message>
    <message>
        <source>Too few images to tune on: take at least %1, better a few hundred.</source>
        <translation>Zu wenige Bilder zum Abstimmen: mindestens %1 nehmen, besser einige hundert.</translation>
    </message>
    <message>
        <source>There are %1 images: the tuning images end at %2. Take fewer, or begin earlier.</source>
        <translation>Es gibt %1 Bilder: Die Abstimmbilder enden bei %2. Weniger nehmen oder früher beginnen.</translation>
    </message>
    <message>
        <source>There are %1 images: the held-out images end at %2. Take fewer, or begin earlier.</source>
        <translation>Es gibt %1 Bilder: Die zurückgehaltenen enden bei %2. Weniger nehmen oder früher beginnen.</translation>
    </message>
    <message>
        <source>%1 images would both tune and judge (%2 to %3): begin the held-out images at %4.</source>
        <translation>%1 Bilder würden abstimmen und beurteilen (%2 bis %3): die zurückgehaltenen bei %4 beginnen.</translation>
    </message>
    <message>
        <source>The margin below which the exact network runs again is tuned as well</source>
        <translation>Auch der Abstand, unter dem das exakte Netz noch einmal rechnet, wird abgestimmt</translation>
    </message>
    <message>
        <source>none: every knob may move</source>
        <translation>keine: Jeder Regler darf sich bewegen</translation>
    </message>
    <message>
        <source>%1 of %2 knobs keep their state</source>
        <translation>%1 von %2 Reglern behalten ihren Stand</translation>
    </message>
    <message>
        <source>&amp;Budget</source>
        <translation>&amp;Budget</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Sparen</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Methode</translation>
    </message>
    <message>
        <source>&amp;Tuning images</source>
        <translation>&amp;Abstimmbilder</translation>
    </message>
    <message>
        <source>&amp;Held-out images</source>
        <translation>&amp;Zurückgehaltene Bilder</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source> points</source>
        <translation> Punkte</translation>
    </message>
    <message>
        <source>Largest loss of top-1 accuracy against the dense network, in percentage points</source>
        <translation>Größter Verlust an Top-1-Genauigkeit gegen das dichte Netz, in Prozentpunkten</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>Operationen</translation>
    </message>
    <message>
        <source>time, measured here</source>
        <translation>Zeit, hier gemessen</translation>
    </message>
    <message>
        <source>What the tuner saves</source>
        <translation>Was gespart wird</translation>
    </message>
    <message>
        <source>best: all layers and knobs together</source>
        <translation>best: alle Schichten und Regler zusammen</translation>
    </message>
    <message>
        <source>paper: layer by layer (DyVEDeep, Algorithm 1)</source>
        <translation>paper: Schicht für Schicht (DyVEDeep, Algorithmus 1)</translation>
    </message>
    <message>
        <source>grid: a grid of thresholds, layer by layer</source>
        <translation>grid: ein Gitter von Schwellen, Schicht für Schicht</translation>
    </message>
    <message>
        <source>Method of the tuner</source>
        <translation>Methode der Suche</translation>
    </message>
    <message>
        <source>Tune the &amp;gate too</source>
        <translation>Auch das &amp;Gate abstimmen</translation>
    </message>
    <message>
        <source>Start from the settings on &amp;screen</source>
        <translation>Von den Einstellungen auf dem S&amp;chirm ausgehen</translation>
    </message>
    <message>
        <source>from image </source>
        <comment>before a number</comment>
        <translation>ab Bild </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source> images</source>
        <comment>after a number</comment>
        <translation> Bilder</translation>
    </message>
    <message>
        <source>Number of tuning images</source>
        <translation>Anzahl der Abstimmbilder</translation>
    </message>
    <message>
        <source>First tuning image</source>
        <translation>Erstes Abstimmbild</translation>
    </message>
    <message>
        <source>Number of held-out images</source>
        <translation>Anzahl der zurückgehaltenen Bilder</translation>
    </message>
    <message>
        <source>First held-out image</source>
        <translation>Erstes zurückgehaltenes Bild</translation>
    </message>
    <message>
        <source>They decide nothing and are looked at once, with the answer</source>
        <translation>Sie entscheiden nichts und werden einmal angesehen, mit der Antwort</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TuneReport</name>
    <message>
        <source>Stopped: %1 times fewer operations, the best setting verified so far</source>
        <translation>Angehalten: %1-mal weniger Operationen, die beste bisher geprüfte Einstellung</translation>
    </message>
    <message>
        <source>%1 times fewer operations, within %2 points</source>
        <translation>%1-mal weniger Operationen, innerhalb von %2 Punkten</translation>
    </message>
    <message>
        <source>%1 times fewer operations; the budget of %2 points is not shown</source>
        <translation>%1-mal weniger Operationen; das Budget von %2 Punkten ist nicht gezeigt</translation>
    </message>
    <message>
        <source>%1 % (dense %2 %), %3 points (%4 to %5)</source>
        <translation>%1 % (dicht %2 %), %3 Punkte (%4 bis %5)</translation>
    </message>
    <message>
        <source>Tuning</source>
        <translation>Abstimmung</translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Dense top-1</source>
        <translation>Top-1 dicht</translation>
    </message>
    <message>
        <source>Tuned top-1</source>
        <translation>Top-1 abgestimmt</translation>
    </message>
    <message>
        <source>Change, 95 %</source>
        <translation>Änderung, 95 %</translation>
    </message>
    <message>
        <source>%1 points (%2 to %3)</source>
        <translation>%1 Punkte (%2 bis %3)</translation>
    </message>
    <message>
        <source>Same answer as dense</source>
        <translation>Antwort wie dicht</translation>
    </message>
    <message>
        <source>Fewer operations</source>
        <translation>Weniger Operationen</translation>
    </message>
    <message>
        <source>Faster, measured</source>
        <translation>Schneller, gemessen</translation>
    </message>
    <message>
        <source>What each &amp;knob gains and spends</source>
        <translation>Was jeder &amp;Regler bringt und kostet</translation>
    </message>
    <message>
        <source>What each knob gains and spends</source>
        <translation>Was jeder Regler bringt und kostet</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::TuneShareModel</name>
    <message>
        <source>%1 %</source>
        <comment>percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Share of the network&apos;s dense MACs that this knob saves</source>
        <translation>Anteil der dichten MACs des Netzes, den dieser Regler spart</translation>
    </message>
    <message>
        <source>Share of the tuning images whose class changes when this knob alone is on</source>
        <translation>Anteil der Abstimmbilder, deren Klasse wechselt, wenn nur dieser Regler an ist</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Knob</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>Gains: MACs</source>
        <translation>Bringt: MACs</translation>
    </message>
    <message>
        <source>Spends: answers</source>
        <translation>Kostet: Antworten</translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::VideoView</name>
    <message>
        <source>class %1</source>
        <translation>Klasse %1</translation>
    </message>
    <message>
        <source>%1 %2 %</source>
        <comment>class and score</comment>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>track %1</source>
        <translation>Spur %1</translation>
    </message>
    <message>
        <source>Video with detections</source>
        <translation>Video mit Detektionen</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n Box</numerusform>
            <numerusform>%n Boxen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) of the ground truth</source>
        <translation>
            <numerusform>%n wirkliches Objekt</numerusform>
            <numerusform>%n wirkliche Objekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them missed</source>
        <translation>
            <numerusform>%n davon verfehlt</numerusform>
            <numerusform>%n davon verfehlt</numerusform>
        </translation>
    </message>
    <message>
        <source>Left of the divider at %1 %: %2; right: %3</source>
        <translation>Links der Trennlinie bei %1 %: %2; rechts: %3</translation>
    </message>
    <message>
        <source>Drag to compare: left %1, right %2. Keys: Shift+Left, Shift+Right.</source>
        <translation>Zum Vergleichen ziehen: links %1, rechts %2. Tasten: Umschalt+Links, Umschalt+Rechts.</translation>
    </message>
    <message numerus="yes">
        <source>Last detected %n frame(s) ago.</source>
        <translation>
            <numerusform>Zuletzt vor %n Bild detektiert.</numerusform>
            <numerusform>Zuletzt vor %n Bildern detektiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 × %2 pixels at (%3, %4)</source>
        <translation>%1 × %2 Pixel bei (%3, %4)</translation>
    </message>
    <message>
        <source>Right: an object of the ground truth is there.</source>
        <translation>Richtig: Dort ist wirklich ein Objekt.</translation>
    </message>
    <message>
        <source>False alarm: no object of this class is there.</source>
        <translation>Fehlalarm: Dort ist kein Objekt dieser Klasse.</translation>
    </message>
    <message>
        <source>Duplicate: another box has found this object.</source>
        <translation>Doppelt: Eine andere Box hat dieses Objekt schon gefunden.</translation>
    </message>
    <message>
        <source>false alarm</source>
        <translation>Fehlalarm</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>missed: %1</source>
        <translation>verfehlt: %1</translation>
    </message>
</context>
</TS>
