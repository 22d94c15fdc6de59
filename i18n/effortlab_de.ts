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
        <source>%1 is neither a model, nor images, nor knobs</source>
        <translation>%1 ist weder ein Modell noch Bilder noch Regler</translation>
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
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>noch %1 min</translation>
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
        <source>The histogram shows what the other threshold lets pass.</source>
        <translation>Das Histogramm zeigt, was die andere Schwelle durchlässt.</translation>
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
        <source>The histogram shows what the other threshold lets pass.</source>
        <translation>Das Histogramm zeigt, was die andere Schwelle durchlässt.</translation>
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
</context>
</TS>
