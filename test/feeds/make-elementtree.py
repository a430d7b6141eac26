"""Makes python-elementtree.xml as the specification's rollback script does (5.10.8.1): read, remove an item, write."""

import xml.etree.ElementTree as ET
from pathlib import Path

here = Path(__file__).parent
tree = ET.parse(here / 'sparkle-generate-appcast.xml')
channel = tree.getroot().find('channel')
for item in channel.findall('item'):
    version = item.find('{http://www.andymatuschak.org/xml-namespaces/sparkle}version')
    if version is not None and version.text == '1.9.0':
        channel.remove(item)
        break
tree.write(here / 'python-elementtree.xml', encoding='utf-8', xml_declaration=True)
